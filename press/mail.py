"""The mail of a release: text, HTML and the PDF, in plain 7-bit that survives signing."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from functools import lru_cache
from typing import Final

import css_inline
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from media_library.naming import spelled_out
from press import dates, mailtext
from press.document import CITY, OFFICE, RESPONSIBLE, PdfRelease
from stories.richtext import clean

# RFC 6376 section 5.3 asks for 7-bit content before signing; Python would choose 8bit for umlauts.
ENCODING: Final = "quoted-printable"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_INLINER: Final = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


class MailError(ValueError):
    """A field would forge or break a header. ``code`` is translated for the desk."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} holds a line break or control character")
        self.code = "header_line_break"
        self.field = field


@dataclass(frozen=True, slots=True)
class Letter:
    """What all recipients of one mailing get alike."""

    subject: str
    text: str
    html: str
    pdf: bytes
    file_name: str
    sender: str
    list_name: str
    list_id: str


def compose(release: PdfRelease, *, pdf: bytes, file_name: str, sender: str, list_name: str, list_key: str) -> Letter:
    """Render the parts once for a whole mailing.

    ``sender`` is ``Name <address>``; ``list_key`` becomes the host part before the sender's domain
    in List-Id. Raises MailError when a field that becomes a header holds a line break.
    """
    for field, value in {
        "title": release.post.title,
        "file_name": file_name,
        "sender": sender,
        "list_name": list_name,
        "list_key": list_key,
    }.items():
        _one_line(field, value)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return Letter(
        subject=_subject(release),
        text=mailtext.text(release),
        html=_html(release),
        pdf=pdf,
        file_name=file_name,
        sender=sender,
        list_name=list_name,
        list_id=f"{list_key}.{domain}",
    )


def build(letter: Letter, *, recipient: str, key: uuid.UUID, date: datetime, unsubscribe: str = "") -> EmailMessage:
    """One recipient's mail. ``key`` is the delivery's id, which makes the Message-ID the same for
    every try, so that a mail system can drop a second copy."""
    message = common(letter, date=date)
    for name, value in personal(letter, recipient=recipient, key=key, unsubscribe=unsubscribe).items():
        message[name] = value
    return message


def common(letter: Letter, *, date: datetime) -> EmailMessage:
    """All of a mail that is the same for everybody."""
    name, address = parseaddr(letter.sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, addr_spec=address)
    message["Subject"] = letter.subject
    message["Date"] = date
    message["List-Id"] = f"{_ascii_phrase(letter.list_name)}<{letter.list_id}>"
    message["List-Help"] = f"<mailto:{address}?subject=Hilfe>"
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "list"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(letter.text, cte=ENCODING)
    message.add_alternative(letter.html, subtype="html", cte=ENCODING)
    message.add_attachment(letter.pdf, maintype="application", subtype="pdf", filename=letter.file_name)
    message["Content-Language"] = "de"  # last: a Content- header set earlier would move into the text part
    return message


def personal(letter: Letter, *, recipient: str, key: uuid.UUID, unsubscribe: str = "") -> dict[str, str]:
    """The headers that differ, in plain ASCII.

    ``unsubscribe`` is the address that ends the list by POST alone (RFC 8058, 2017). Raises MailError for an address
    with a line break or one that no header may hold as it is.
    """
    _one_line("recipient", recipient)
    _one_line("unsubscribe", unsubscribe)
    if not recipient.isascii():
        raise MailError("recipient")
    leave = f"<mailto:{_bare(letter.sender)}?subject=Abmelden>"
    lines = {
        "To": recipient,
        "Message-ID": message_id(key=key, recipient=recipient, sender=letter.sender),
        "List-Unsubscribe": f"<{unsubscribe}>, {leave}" if unsubscribe else leave,
    }
    return {**lines, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if unsubscribe else lines


def message_id(*, key: uuid.UUID, recipient: str, sender: str) -> str:
    """Stable for one delivery and one recipient, without giving the recipient away."""
    domain = _bare(sender).rpartition("@")[2]
    return f"<{uuid.uuid5(key, recipient.lower())}@{domain}>"


@lru_cache(maxsize=8)
def _bare(sender: str) -> str:
    return parseaddr(sender)[1]


def _subject(release: PdfRelease) -> str:
    mark = f"{release.stamp} – " if release.stamp else ""
    return f"{mark}{release.title if release.kind else f'Pressemitteilung: {release.post.title}'}"


def _ascii_phrase(name: str) -> str:
    """The list's name for List-Id, where only plain words and blanks are safe."""
    words = " ".join(re.sub(r"[^A-Za-z0-9 ]", " ", spelled_out(name)).split())
    return f"{words[:60]} " if words else ""


def _one_line(field: str, value: str) -> None:
    if _CONTROL.search(value):
        raise MailError(field)


def _html(release: PdfRelease) -> str:
    """The HTML part: layout tables, styles inline, nothing fetched from outside."""
    context = {
        "release": release,
        "post": release.post,
        "body": mark_safe(clean(release.post.html)),  # noqa: S308 (cleaned on this very line)
        "notice": [part.strip() for part in release.notice.split("\n") if part.strip()],
        "lead": [part.strip() for part in release.post.text.split("\n\n") if part.strip()],
        "contact": [line.strip() for line in release.post.contact.splitlines() if line.strip()],
        "date": dates.day(release.date),
        "city": CITY,
        "office": OFFICE,
        "responsible_label": RESPONSIBLE,
    }
    return _INLINER.inline(render_to_string("press/mail.html", context))
