"""The bytes of a mailing: what all mails share is encoded once, the few lines that differ are put on top of it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from email.policy import SMTP

from press import mail
from press.dkim import Signer
from press.smtp import dot_stuffed


@dataclass(frozen=True, slots=True)
class Personal:
    """What differs from mail to mail. ``unsubscribe`` is the https address of RFC 8058, empty where there is none."""

    recipient: str
    key: uuid.UUID
    unsubscribe: str = ""


class Frame:
    """One letter, ready to be addressed any number of times from any number of threads."""

    def __init__(self, letter: mail.Letter, *, date: datetime, signer: Signer | None = None) -> None:
        common = mail.common(letter, date=date).as_bytes(policy=SMTP)
        head, _gap, body = common.partition(b"\r\n\r\n")
        self._letter, self._signer = letter, signer
        self._head = head + b"\r\n"
        self.body = body if body.endswith(b"\r\n") else body + b"\r\n"
        self._stuffed = dot_stuffed(self.body)
        self._body_hash = signer.body_hash(self.body) if signer else ""

    def address(self, personal: Personal) -> bytes:
        """The whole mail to one recipient as it goes over the line, dots doubled.

        Raises MailError where the address would break a header.
        """
        lines = mail.personal(
            self._letter, recipient=personal.recipient, key=personal.key, unsubscribe=personal.unsubscribe
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode("ascii") + self._head
        if self._signer:
            head = self._signer.sign(head, self._body_hash) + head
        return head + b"\r\n" + self._stuffed
