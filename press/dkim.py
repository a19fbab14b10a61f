"""DKIM signatures (RFC 6376, 2011; Ed25519 by RFC 8463, 2018), relaxed in head and body.

The body of a mailing is the same for all, so its hash is made once; dkimpy would hash it for every mail. What is left
per mail is one signature over some headers, made in C without holding the interpreter.
"""

import base64
import hashlib
import re
import time
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.checks import CheckMessage, Error

# Signed where present; From once more than it occurs, so that a second one breaks the signature (section 8.15).
HEADERS: Final = (
    "from", "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "list-id", "list-help",
    "list-unsubscribe", "list-unsubscribe-post", "auto-submitted",
)  # fmt: skip
_BLANKS: Final = re.compile(rb"[ \t]+")
_FOLD: Final = re.compile(rb"\r\n(?=[ \t])")
_FIELD: Final = re.compile(rb"([!-9;-~]+)[ \t]*:(.*?)\r\n(?![ \t])", re.DOTALL)


class Signer:
    """One private key with its place in the DNS: ``<selector>._domainkey.<domain>``."""

    def __init__(self, *, pem: bytes, selector: str, domain: str) -> None:
        key = load_pem_private_key(pem, None)
        if not isinstance(key, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
            raise TypeError("a DKIM key is RSA or Ed25519")
        self._key, self._selector, self._domain = key, selector, domain

    @classmethod
    def of_settings(cls) -> Self | None:
        """The office's key, or None where the relay signs. Raises OSError, ValueError for a key that is no use."""
        if not settings.DKIM_KEY:
            return None
        return cls(pem=_pem(settings.DKIM_KEY), selector=settings.DKIM_SELECTOR, domain=settings.DKIM_DOMAIN)

    def body_hash(self, body: bytes) -> str:
        lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
        while lines and not lines[-1]:
            lines.pop()
        plain = b"".join(line + b"\r\n" for line in lines)
        return base64.b64encode(hashlib.sha256(plain).digest()).decode()

    def sign(self, head: bytes, body_hash: str, *, now: int | None = None) -> bytes:
        """The header line that goes above ``head``, with its line end."""
        fields = {name.lower(): (name, value) for name, value in _FIELD.findall(head + b"\r\n")}
        names = [name for name in HEADERS if name.encode() in fields]
        signed = [_relaxed(*fields[name.encode()]) for name in dict.fromkeys(names)]
        algorithm = "rsa-sha256" if isinstance(self._key, rsa.RSAPrivateKey) else "ed25519-sha256"
        line = (
            f" v=1; a={algorithm}; c=relaxed/relaxed; d={self._domain};\r\n s={self._selector};"
            f" t={now or int(time.time())};\r\n h={':'.join(names[:6])}:\r\n {':'.join(names[6:])};\r\n"
            f" bh={body_hash};\r\n b="
        ).encode()
        data = b"".join(signed) + _relaxed(b"DKIM-Signature", line)[:-2]
        signature = base64.b64encode(self._raw(data))
        folded = b"\r\n ".join(signature[at : at + 72] for at in range(0, len(signature), 72))
        return b"DKIM-Signature:" + line + folded + b"\r\n"

    def _raw(self, data: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), SHA256())
        return self._key.sign(hashlib.sha256(data).digest())


def problems(**_given: object) -> list[CheckMessage]:
    """A key that cannot sign, found at start and not in the middle of a mailing."""
    try:
        if Signer.of_settings() is None or (settings.DKIM_SELECTOR and settings.DKIM_DOMAIN):
            return []
        words = "Zum Schlüssel gehören DKIM_SELECTOR und DKIM_DOMAIN."
    except (OSError, ValueError, TypeError) as error:
        words = str(error)
    hint = (
        "DKIM_KEY nennt eine PEM-Datei oder enthält den Schlüssel (RSA, Ed25519); leer, wenn der Mailserver signiert."
    )
    return [Error(f"Mit dem DKIM-Schlüssel kann nicht signiert werden: {words}", hint=hint, id="press.E002")]


def _relaxed(name: bytes, value: bytes) -> bytes:
    """Section 3.4.2."""
    return name.lower() + b":" + _BLANKS.sub(b" ", _FOLD.sub(b"", value)).strip(b" ") + b"\r\n"


def _pem(given: str) -> bytes:
    return given.encode() if given.startswith("-----") else Path(given).read_bytes()
