"""Reading addresses that somebody typed: never our own network, never more than we ask for.

The other end is judged after the connection stands and before anything is sent, so that a name which changes its
address between two look-ups wins nothing.
"""

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

MAX_BYTES: Final = 5_000_000
MAX_SECONDS: Final = 30.0
MAX_REDIRECTS: Final = 5
TIMEOUT: Final = (5.0, 10.0)
AGENT: Final = "Newsroom (Feedleser)"


class Unreachable(Exception):
    """Nothing could be read. ``str()`` is one German sentence."""


class _Private(Exception):
    """The other end lies in a network that is nobody's business."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered; ``body`` is empty unless ``status`` is 200."""

    status: int
    body: bytes
    content_type: str
    etag: str
    last_modified: str


def fetch(url: str, *, etag: str = "", last_modified: str = "", private: bool = False) -> Fetched:
    """GET ``url``, unless it is unchanged (304). ``private`` allows our own network. Raises Unreachable."""
    headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    try:
        with (
            _session(private=private) as session,
            session.get(url, headers=headers, timeout=TIMEOUT, stream=True) as answer,
        ):
            body = _body(answer) if answer.status_code == requests.codes.ok else b""
            found = answer.headers
            return Fetched(
                answer.status_code, body, found.get("Content-Type", ""), found.get("ETag", "")[:255],
                found.get("Last-Modified", "")[:255],
            )  # fmt: skip
    except _Private as error:
        raise Unreachable("Die Adresse liegt im eigenen Netz; von dort liest der Newsroom nicht.") from error
    except requests.TooManyRedirects as error:
        raise Unreachable("Die Adresse leitet zu oft weiter.") from error
    except requests.Timeout as error:
        raise Unreachable("Der Server antwortet nicht rechtzeitig.") from error
    except requests.exceptions.SSLError as error:
        raise Unreachable("Das Zertifikat des Servers ist nicht gültig.") from error
    except (requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL, ValueError) as error:
        raise Unreachable("Das ist keine Adresse, die mit https:// oder http:// beginnt.") from error
    except (requests.RequestException, OSError) as error:
        raise Unreachable("Der Server ist nicht zu erreichen.") from error


def _body(answer: requests.Response) -> bytes:
    """The unpacked body, as long as it stays within what we ask for."""
    body, end = bytearray(), time.monotonic() + MAX_SECONDS
    for chunk in answer.iter_content(16_384):
        body += chunk
        if len(body) > MAX_BYTES:
            raise Unreachable("Die Antwort ist größer als 5 MB.")
        if time.monotonic() > end:
            raise Unreachable("Der Server antwortet zu langsam.")
    return bytes(body)


def _session(*, private: bool) -> requests.Session:
    session = requests.Session()
    # A proxy of the environment would connect for us, past the look at the other end.
    session.trust_env = False
    session.max_redirects = MAX_REDIRECTS
    if not private:
        session.mount("http://", _Adapter())
        session.mount("https://", _Adapter())
    return session


def _refuse_private(connection: socket.socket) -> socket.socket:
    address = ipaddress.ip_address(connection.getpeername()[0].partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or address
    if not mapped.is_global or mapped.is_multicast:
        connection.close()
        raise _Private
    return connection


class _HTTPConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _refuse_private(super()._new_conn())


class _HTTPSConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _refuse_private(super()._new_conn())


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
