"""The newsroom's mailbox, read by IMAP: what was taken in is moved aside, and nothing is taken in twice.

A message is moved only after its topic is committed; a worker that dies in between leaves it unread, and the next one
finds its Message-ID already there.
"""

import base64
import imaplib
import logging
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from django.db import InterfaceError, OperationalError
from django.utils import timezone

logger = logging.getLogger(__name__)

DONE: Final = "Erledigt"
ASIDE: Final = "Aussortiert"
BROKEN: Final = "Nicht lesbar"
TIMEOUT: Final = 30.0
AT_ONCE: Final = 50
# A letter with the largest files we take, in base64.
MAX_LETTER: Final = 90_000_000


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where the mail lies, read from an address such as ``imaps://newsroom:geheim@mail.stadt.example/INBOX``."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool

    @classmethod
    def of(cls, url: str) -> "Mailbox":
        """Raises ValueError for an address that is none."""
        parts = urlsplit(url)
        if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
            raise ValueError("expected imaps://user:password@host/folder")
        tls = parts.scheme == "imaps"
        return cls(
            parts.hostname,
            parts.port or (993 if tls else 143),
            unquote(parts.username),
            unquote(parts.password or ""),
            unquote(parts.path.strip("/")) or "INBOX",
            tls,
        )


def address(url: str) -> str:
    """Which mailbox it is, without its password."""
    try:
        box = Mailbox.of(url)
    except ValueError:
        return "unbrauchbare Adresse"
    return f"{box.user} auf {box.host}, Ordner {box.folder}"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a mailbox is read: which messages (a SEARCH of RFC 3501), how much of each (bytes; None: all of it, and
    none beyond MAX_LETTER), the folders they may go to, and the one for what breaks us."""

    wanted: tuple[str, ...] = ("UNSEEN", "UNDELETED")
    first_bytes: int | None = None
    folders: tuple[str, ...] = (DONE, ASIDE, BROKEN)
    broken: str = BROKEN


def fetch(mailbox: Mailbox, take: Callable[[bytes], str], manner: Manner = Manner()) -> dict[str, int]:
    """Hand each new message to ``take``, which answers the folder it goes to; how many went where.

    An empty answer leaves the message where it is, flagged. Raises OSError or imaplib.IMAP4.error when the server
    cannot be reached or refuses us.
    """
    moved: dict[str, int] = {}
    with _opened(mailbox, manner) as server:
        for uid in _wanted(server, manner)[:AT_ONCE]:
            raw = _message(server, uid, manner.first_bytes)
            if raw is None:
                continue
            try:
                folder = take(raw)
            except (OperationalError, InterfaceError, OSError):
                # Database or disk are away for a while: the letter stays unread and is read again.
                raise
            except Exception:
                logger.exception("a message could not be taken in; it is moved to „%s“", manner.broken)
                folder = manner.broken
            if folder:
                _move(server, uid, folder)
            else:
                _mark(server, uid, r"(\Flagged)")
            moved[folder] = moved.get(folder, 0) + 1
    return moved


def attend(url: str, take: Callable[[bytes], str], visited: Callable[..., object], manner: Manner = Manner()) -> None:
    """Read the mailbox once, where one is set, and tell ``visited`` how it went: ``letters`` or ``problem``.

    A server that is away is asked again at the next visit; while the database is away nothing can be noted.
    """
    if not url:
        return
    try:
        moved = fetch(Mailbox.of(url), take, manner)
    except (OperationalError, InterfaceError) as error:
        logger.error("%s waits for the database: %s", address(url), error)  # noqa: TRY400 (the trace says no more)
    except (OSError, imaplib.IMAP4.error, ValueError) as error:
        logger.error("%s cannot be read: %s", address(url), error)  # noqa: TRY400 (the trace says no more)
        visited(problem=told(error))
    else:
        visited(letters=sum(moved.values()))


class Visit(Protocol):
    """The one row that says how a mailbox is doing."""

    visited_at: datetime
    letter_at: datetime | None
    problem: str
    failures: int


def note(last: Visit, *, letters: int, problem: str) -> None:
    """Set on the row, which is not saved, how a visit just went."""
    now = timezone.now()
    last.visited_at, last.problem = now, problem[:300]
    last.failures = last.failures + 1 if problem else 0
    last.letter_at = now if letters else last.letter_at


def told(error: Exception) -> str:
    """Why the mailbox could not be read, in a German sentence for the page that shows it."""
    if isinstance(error, imaplib.IMAP4.error):
        words = str(error.args[0] if error.args else error)
        words = words.removeprefix("b'").removesuffix("'")
        return f"Der Mailserver lehnt ab: {words}"
    if isinstance(error, ValueError):
        return "Die Adresse des Postfachs ist unbrauchbar. Erwartet wird imaps://name:passwort@server/INBOX."
    return f"Der Mailserver ist nicht zu erreichen: {error}"


@contextmanager
def _opened(mailbox: Mailbox, manner: Manner) -> Iterator[imaplib.IMAP4]:
    if mailbox.tls:
        context = ssl.create_default_context()
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT)
    else:
        server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT)
    try:
        server.login(mailbox.user, mailbox.password)
        for folder in manner.folders:
            server.create(_quoted(folder))  # says NO where it is there already
        status, words = server.select(_quoted(mailbox.folder))
        if status != "OK":
            raise imaplib.IMAP4.error(f"no folder {mailbox.folder}: {words!r}")
        yield server
    finally:
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error):
            server.shutdown()


def _wanted(server: imaplib.IMAP4, manner: Manner) -> list[bytes]:
    """UIDs: message numbers change with every message that is moved away."""
    _status, found = server.uid("SEARCH", *manner.wanted)
    return found[0].split() if found and found[0] else []


def _message(server: imaplib.IMAP4, uid: bytes, first_bytes: int | None) -> bytes | None:
    """The bytes, read without marking the message as seen; one that is too large stays where it is."""
    if first_bytes is not None:
        return _body(server, uid, f"(BODY.PEEK[]<0.{first_bytes}>)")
    _status, sizes = server.uid("FETCH", uid.decode(), "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(part for part in sizes if isinstance(part, bytes)))
    if size and int(size[1]) > MAX_LETTER:
        logger.error("a message of %s bytes is too large to be taken in; it stays, marked", size[1].decode())
        _mark(server, uid)
        return None
    return _body(server, uid, "(BODY.PEEK[])")


def _body(server: imaplib.IMAP4, uid: bytes, what: str) -> bytes | None:
    _status, parts = server.uid("FETCH", uid.decode(), what)
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def _move(server: imaplib.IMAP4, uid: bytes, folder: str) -> None:
    """By MOVE (RFC 6851) where the server knows it, else copied and deleted."""
    name = uid.decode()
    known = "MOVE" in server.capabilities
    status, words = server.uid("MOVE" if known else "COPY", name, _quoted(folder))
    if status != "OK":
        logger.error("a message could not be moved to „%s“ (%r); it stays, marked", folder, words)
        _mark(server, uid)
    elif not known:
        server.uid("STORE", name, "+FLAGS.SILENT", r"(\Deleted \Seen)")
        server.expunge()


def _mark(server: imaplib.IMAP4, uid: bytes, flags: str = r"(\Flagged \Seen)") -> None:
    """Flagged for a person, and out of the way of those behind it."""
    server.uid("STORE", uid.decode(), "+FLAGS.SILENT", flags)


def _quoted(folder: str) -> str:
    """A name as IMAP writes it: modified UTF-7 (RFC 3501 section 5.1.3) between quotes."""
    name = re.sub(r"[^\x20-\x7e]+", _shifted, folder.replace("&", "&-"))
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(run: re.Match[str]) -> str:
    return f"&{base64.b64encode(run[0].encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"
