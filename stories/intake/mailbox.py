"""The newsroom's mailbox, read by IMAP: what was taken in is moved aside, and nothing is taken in twice.

A message is moved only after its topic is committed; a worker that dies in between leaves it unread, and the next one
finds its Message-ID already there.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from django.db import InterfaceError, OperationalError

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


def fetch(mailbox: Mailbox, take: Callable[[bytes], str]) -> dict[str, int]:
    """Hand each unread message to ``take``, which answers the folder it goes to; how many went where.

    Raises OSError or imaplib.IMAP4.error when the server cannot be reached or refuses us.
    """
    moved: dict[str, int] = {}
    with _opened(mailbox) as server:
        for uid in _unread(server)[:AT_ONCE]:
            raw = _message(server, uid)
            if raw is None:
                continue
            try:
                folder = take(raw)
            except (OperationalError, InterfaceError, OSError):
                # Database or disk are away for a while: the letter stays unread and is read again.
                raise
            except Exception:
                logger.exception("a message could not be taken in; it is moved to „%s“", BROKEN)
                folder = BROKEN
            _move(server, uid, folder)
            moved[folder] = moved.get(folder, 0) + 1
    return moved


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
def _opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    if mailbox.tls:
        context = ssl.create_default_context()
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT)
    else:
        server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT)
    try:
        server.login(mailbox.user, mailbox.password)
        for folder in (DONE, ASIDE, BROKEN):
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


def _unread(server: imaplib.IMAP4) -> list[bytes]:
    """UIDs: message numbers change with every message that is moved away."""
    _status, found = server.uid("SEARCH", "UNSEEN", "UNDELETED")
    return found[0].split() if found and found[0] else []


def _message(server: imaplib.IMAP4, uid: bytes) -> bytes | None:
    """The bytes, read without marking the message as seen; one that is too large stays where it is."""
    _status, sizes = server.uid("FETCH", uid.decode(), "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(part for part in sizes if isinstance(part, bytes)))
    if size and int(size[1]) > MAX_LETTER:
        logger.error("a message of %s bytes is too large to be taken in; it stays, marked", size[1].decode())
        _mark(server, uid)
        return None
    _status, parts = server.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
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


def _mark(server: imaplib.IMAP4, uid: bytes) -> None:
    """Flagged for a person, and out of the way of those behind it."""
    server.uid("STORE", uid.decode(), "+FLAGS.SILENT", r"(\Flagged \Seen)")


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
