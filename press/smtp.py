"""The SMTP dialogue, one recipient at a time, so that every answer belongs to one address."""

import re
import smtplib
import socket
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
LONGEST_LINE: Final = 8192


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


class _Punctual(smtplib.SMTP):
    """The stock timeout starts anew with every byte: a server that dribbles would hold its worker for ever.

    Reads from a buffer of its own, since the stock way costs more than the rest of a mail.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._heard, self._until = b"", 0.0
        super().__init__(*arguments, **named)

    def getreply(self) -> tuple[int, bytes]:
        self._until = 0.0
        lines: list[bytes] = []
        while True:
            line = self._line()
            lines.append(line[4:].strip(b" \t\r\n"))
            if not line[:3].isdigit():
                return -1, b"\n".join(lines)
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(lines)

    def starttls(self, **named: Any) -> tuple[int, bytes]:  # type: ignore[override]  # we name the context, nothing else
        """What came in before the encryption was not said by the server we trust (CVE-2011-0411)."""
        answer = super().starttls(**named)
        self._heard = b""
        return answer

    def _line(self) -> bytes:
        while (end := self._heard.find(b"\n")) < 0:
            if len(self._heard) > LONGEST_LINE:
                self.close()
                raise smtplib.SMTPResponseException(500, "Line too long.")
            self._heard += self._more()
        line, self._heard = self._heard[: end + 1], self._heard[end + 1 :]
        return line

    def _more(self) -> bytes:
        """Some more bytes of the answer. Only a second read needs the clock: the first has the whole time."""
        try:
            if self.sock is None:
                raise TimeoutError("no connection")
            data = self._in_time(self.sock) if self._until else self.sock.recv(65536)
            self._until = self._until or time.monotonic() + self.timeout
        except OSError as error:
            self.close()
            raise smtplib.SMTPServerDisconnected(f"Connection unexpectedly closed: {error}") from error
        if not data:
            self.close()
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        return data

    def _in_time(self, sock: socket.socket) -> bytes:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("no whole answer in time")
        sock.settimeout(left)
        data = sock.recv(65536)
        sock.settimeout(self.timeout)
        return data


class Connection:
    """One connection, opened when the first mail needs it and again after a break."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self._smtp: smtplib.SMTP | None = None
        self._ahead: tuple[str, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ahead:
            self._drop()
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
        self,
        message: EmailMessage | bytes,
        *,
        sender: str,
        recipient: str,
        confirm: Callable[[], None] = lambda: None,
        following: tuple[str, str] | None = None,
    ) -> Answer:
        """Hand over one mail. ``confirm`` is asked once, when all but the text is agreed; what it raises goes
        through, as do RelayDown and LoginRefused: then nothing of the mail was sent.

        ``following`` are sender and recipient of the mail that comes next: where the server allows it they travel
        with this text (RFC 2920 section 3.1), which saves a round trip. ``bytes`` are taken as :func:`dot_stuffed`.
        """
        smtp = self.open()
        data = message if isinstance(message, bytes) else dot_stuffed(message.as_bytes(policy=SMTP))
        data += b".\r\n"
        try:
            early = self._announce(smtp, sender, recipient, confirm)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Answer(RecipientState.LATER, text=_quote(error))
        if early:
            return early
        if following and smtp.has_extn("pipelining"):
            data, self._ahead = data + _addressed(*following), following
        return self._hand_over(smtp, data)

    def _announce(self, smtp: smtplib.SMTP, sender: str, recipient: str, confirm: Callable[[], None]) -> Answer | None:
        """MAIL, RCPT and DATA; an answer if the server stopped us before any text was sent."""
        code, words = self._addressees(smtp, sender, recipient)
        if code in _OK:
            self._ask(confirm)
            code, words = smtp.docmd("DATA")
            if code == _START_TEXT:
                return None
        self._reset(code)
        return _answer(code, words)

    def _addressees(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> tuple[int, bytes]:
        """MAIL and RCPT in one packet where the server allows it, or already on their way with the last text."""
        if not smtp.has_extn("pipelining"):
            code, words = smtp.mail(sender)
            self._is_let_in(code, words)
            return smtp.rcpt(recipient) if code in _OK else (code, words)
        ahead, self._ahead = self._ahead, None
        if ahead and ahead != (sender, recipient):
            smtp.getreply(), smtp.getreply(), smtp.rset()
            ahead = None
        if not ahead:
            smtp.send(_addressed(sender, recipient))
        code, words = smtp.getreply()
        second = smtp.getreply() if code != _CLOSING else (code, words)
        self._is_let_in(code, words)
        return second if code in _OK else (code, words)

    def _is_let_in(self, code: int, words: bytes) -> None:
        if code >= _PERMANENT:
            self._reset(code)
            raise LoginRefused(_words(code, words))

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
        self._ahead = None
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


def _addressed(sender: str, recipient: str) -> bytes:
    return f"MAIL FROM:<{sender}>\r\nRCPT TO:<{recipient}>\r\n".encode("ascii")


def dot_stuffed(data: bytes) -> bytes:
    """RFC 5321 section 4.5.2: a line that starts with a dot gets a second one; a lone dot would end the text."""
    data = re.sub(rb"(?m)^\.", b"..", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"
