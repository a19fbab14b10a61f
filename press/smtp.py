"""The SMTP dialogue, one recipient at a time, so that every answer belongs to one address."""

import io
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import Any, Final, Self

from press.enums import RecipientState

_OK: Final = range(200, 300)
_START_TEXT: Final = 354
_CLOSING: Final = 421
_TRANSIENT: Final = 400
_PERMANENT: Final = 500


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mail is handed over; ``timeout`` is seconds for one whole answer."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    timeout: float = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one mail: ``sent``, ``refused``, ``later`` or ``unknown``, and the server's words."""

    state: RecipientState
    code: int | None = None
    text: str = ""


class RelayDown(Exception):
    """No connection, or the server wants none now. The mail in hand was not sent."""


class LoginRefused(Exception):
    """The server refuses our user and password, or our sender address. Nothing was sent."""


class _Line(io.RawIOBase):
    """The server's side of the dialogue, read under the deadline of the answer that is awaited."""

    def __init__(self, smtp: "_Punctual") -> None:
        self._smtp = smtp

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        sock = self._smtp.sock
        left = self._smtp.until - time.monotonic()
        if sock is None or left <= 0:
            raise TimeoutError("no whole answer in time")
        sock.settimeout(left)
        return sock.recv_into(buffer)


class _Punctual(smtplib.SMTP):
    """The stock timeout starts anew with every byte: a server that dribbles would hold its worker for ever."""

    until = 0.0

    def getreply(self) -> tuple[int, bytes]:
        self.until = time.monotonic() + self.timeout
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Line(self))
        try:
            return super().getreply()
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)


class Connection:
    """One connection, opened when the first mail needs it and again after a break."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._drop()

    def open(self) -> smtplib.SMTP:
        """The living connection. Raises RelayDown or LoginRefused."""
        if self._smtp is None:
            relay = self.relay
            try:
                self._smtp = _Punctual(relay.host, relay.port, timeout=relay.timeout)
                self._smtp.ehlo_or_helo_if_needed()
                if relay.tls:
                    self._smtp.starttls(context=ssl.create_default_context())
                if relay.user:
                    self._smtp.login(relay.user, relay.password)
            except smtplib.SMTPAuthenticationError as error:
                self._drop()
                if error.smtp_code < _PERMANENT:
                    raise RelayDown(_words(error.smtp_code, error.smtp_error)) from error
                raise LoginRefused(_words(error.smtp_code, error.smtp_error)) from error
            except (OSError, smtplib.SMTPException) as error:
                self._drop()
                raise RelayDown(_quote(error)) from error
        return self._smtp

    def send(
        self, message: EmailMessage, *, sender: str, recipient: str, confirm: Callable[[], None] = lambda: None
    ) -> Answer:
        """Hand over one mail. ``confirm`` is asked once, when all but the text is agreed; what it raises goes
        through, as do RelayDown and LoginRefused: then nothing of the mail was sent."""
        smtp = self.open()
        data = _dot_stuffed(message.as_bytes(policy=SMTP))
        try:
            early = self._announce(smtp, sender, recipient, confirm)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Answer(RecipientState.LATER, text=_quote(error))
        return early or self._hand_over(smtp, data)

    def _announce(self, smtp: smtplib.SMTP, sender: str, recipient: str, confirm: Callable[[], None]) -> Answer | None:
        """MAIL, RCPT and DATA; an answer if the server stopped us before any text was sent."""
        code, words = smtp.mail(sender)
        if code >= _PERMANENT:
            self._reset(code)
            raise LoginRefused(_words(code, words))
        if code in _OK:
            code, words = smtp.rcpt(recipient)
        if code in _OK:
            self._ask(confirm)
            code, words = smtp.docmd("DATA")
            if code == _START_TEXT:
                return None
        self._reset(code)
        return _answer(code, words)

    def _ask(self, confirm: Callable[[], None]) -> None:
        try:
            confirm()
        except Exception:
            self._drop()
            raise

    def _hand_over(self, smtp: smtplib.SMTP, data: bytes) -> Answer:
        """The text itself. From here on a cut connection leaves us in the dark."""
        try:
            smtp.send(data)
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Answer(RecipientState.UNKNOWN, text=_quote(error))
        if code in _OK:
            return Answer(RecipientState.SENT, code, _words(code, words))
        if code == _CLOSING or code < 0:
            self._drop()
        return _answer(code, words)

    def _reset(self, code: int) -> None:
        """Back to the start for the next recipient; a server that is closing gets a new connection."""
        if self._smtp is None:
            return
        if code == _CLOSING:
            self._drop()
            return
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _answer(code: int, words: bytes) -> Answer:
    """A refusal by RFC 5321 section 4.2.1: 5yz is permanent, 4yz transient. Any other number after
    the text tells nothing."""
    if code >= _PERMANENT:
        state = RecipientState.REFUSED
    elif code >= _TRANSIENT:
        state = RecipientState.LATER
    else:
        state = RecipientState.UNKNOWN
    return Answer(state, code if code > 0 else None, _words(code, words))


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}".strip()[:500]


def _quote(error: Exception) -> str:
    """An error in words, without anything we sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    return (str(error) or type(error).__name__)[:500]


def _dot_stuffed(data: bytes) -> bytes:
    """RFC 5321 section 4.5.2: a line that starts with a dot gets a second one; a lone dot ends the text."""
    data = re.sub(rb"(?m)^\.", b"..", data)
    return data + (b"" if data.endswith(b"\r\n") else b"\r\n") + b".\r\n"
