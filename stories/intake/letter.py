"""A letter as news: who wrote what, with its pictures and files.

The rule for the text: what the letter says itself, without the history it quotes and without its signature; where
that is no more than a cover note and a Word file came along, the Word file is the text.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from html import escape
from typing import Final

from lxml import html as markup

from stories.anchoring import plain
from stories.enums import SourceKind
from stories.intake import word
from stories.intake.errors import Unreadable
from stories.intake.incoming import Enclosure, Incoming
from stories.intake.safety import DOCX, sniff
from stories.richtext import clean

# Fewer words than this beside a Word file are a cover note.
COVER_NOTE: Final = 60
_REPLY: Final = re.compile(r"^\s*((re|aw|wg|fw|fwd|antw|tr)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
# How mail programs begin what they quote. A line „Von:“ counts only with the lines that always follow it.
_HISTORY: Final = re.compile(
    r"^(-{2,} ?(Ursprüngliche Nachricht|Original Message|Weitergeleitete Nachricht|Forwarded message).*"
    r"|Am .{4,80} schrieb .{2,120}:|On .{4,80} wrote:)\s*$"
)
_FROM: Final = re.compile(r"^(Von|From): .{2,120}$")
_BELOW_FROM: Final = re.compile(r"^(Gesendet|Sent|An|To|Datum|Date|Betreff|Subject): ")
# How Apple Mail, Gmail and Outlook mark what they quote.
_QUOTED: Final = (
    "//blockquote[@type='cite'] | //*[contains(@class, 'gmail_quote')] | //*[@id='appendonsend'] | //style | //script"
    " | //*[@id='divRplyFwdMsg'] | //*[@id='divRplyFwdMsg']/following-sibling::*"
)
_SIGNATURE: Final = re.compile(r"^-- ?$")
_MACHINES: Final = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What was read: the news, or the reason why it is none."""

    incoming: Incoming | None
    reason: str = ""


def read(raw: bytes, *, received_at: datetime | None = None) -> Letter:
    """Read a message as it lay in the mailbox. Nothing in it is an error: what cannot be decoded is left out."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    if reason := _why_none(message):
        return Letter(None, reason)
    name, address = parseaddr(_header(message, "From"))
    files, text = _enclosures(message), _text(message)
    title = _REPLY.sub("", _header(message, "Subject")).strip()
    html, title, files = _or_word_file(text, title, files)
    ref = _header(message, "Message-ID") or f"sha256:{hashlib.sha256(raw).hexdigest()}"
    return Letter(
        Incoming(
            kind=SourceKind.MAIL,
            title=title or _first_words(html) or "Ohne Betreff",
            html=html,
            received_at=_date(message) or received_at or datetime.now(UTC),
            ref=ref,
            sender=(name or address)[:200],
            email=address if "@" in address else "",
            original=Enclosure("nachricht.eml", "message/rfc822", raw),
            enclosures=files,
        )
    )


def _why_none(message: EmailMessage) -> str:
    """Automatic answers, bounces and mailing loops are no news (RFC 3834; RFC 3464)."""
    if _header(message, "Auto-Submitted").lower() not in {"", "no"}:
        return "automatische Antwort"
    if message.get_content_type() == "multipart/report":
        return "Zustellbericht"
    address = parseaddr(_header(message, "From"))[1]
    if _MACHINES.match(address) or _header(message, "Return-Path").strip() == "<>":
        return "automatisch verschickt"
    if _header(message, "Precedence").lower() in {"bulk", "junk"} and _header(message, "X-Loop"):
        return "Mailschleife"
    return ""


def _header(message: EmailMessage, name: str) -> str:
    """A header's words; one that breaks the standard's rules as far as it can be read."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # noqa: BLE001 (the parser raises whatever a broken header makes it raise)
        raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
        try:
            return " ".join(str(make_header(decode_header(str(raw)))).split())
        except (ValueError, LookupError, UnicodeError):
            return ""


def _date(message: EmailMessage) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(message, "Date"))
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # A clock that is wrong at the sender's must not put a topic into next year.
    return moment if moment <= datetime.now(UTC) else None


def _text(message: EmailMessage) -> str:
    """The letter's own words as HTML."""
    part = message.get_body(preferencelist=("html", "plain"))
    if part is None:
        return ""
    content = _decoded(part)
    return _of_html(content) if part.get_content_type() == "text/html" else _of_plain(content)


def _decoded(part: MIMEPart) -> str:
    """A part's text, whatever the sender called its encoding."""
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "windows-1252"):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", "replace")


def _of_plain(text: str) -> str:
    """Paragraphs of what stands before the quoted history and the signature; of a mere forward, all of it."""
    lines = text.replace("\r\n", "\n").split("\n")
    own = [line.rstrip() for line in lines[: _own_until(lines)] if not line.startswith(">")]
    if not any(line.strip() for line in own):
        own = [line.lstrip("> ").rstrip() for line in lines]
    blocks = re.split(r"\n{2,}", "\n".join(own).strip())
    return "".join(f"<p>{'<br>'.join(escape(line) for line in block.split(chr(10)))}</p>" for block in blocks if block)


def _own_until(lines: list[str]) -> int:
    """The number of lines before the history or the signature."""
    for number, line in enumerate(lines):
        below = [other.strip() for other in lines[number + 1 : number + 4]]
        quoted = _FROM.match(line.strip()) and any(_BELOW_FROM.match(other) for other in below)
        if quoted or _HISTORY.match(line.strip()) or _SIGNATURE.match(line):
            return number
    return len(lines)


def _of_html(text: str) -> str:
    """The body without what mail programs mark as quoted."""
    try:
        tree = markup.document_fromstring(text or "<p></p>")
    except (ValueError, markup.etree.ParserError):
        return ""
    whole = _body(tree)
    for quoted in tree.xpath(_QUOTED):
        if quoted.getparent() is not None:
            quoted.drop_tree()
    own = _body(tree)
    # A mere forward has no words of its own: what it quotes is the news.
    return own if plain(own) else whole


def _body(tree: markup.HtmlElement) -> str:
    body = tree.find("body")
    return clean(markup.tostring(body if body is not None else tree, encoding="unicode"))


def _enclosures(message: EmailMessage) -> tuple[Enclosure, ...]:
    """Attachments and inline pictures; a forwarded message comes along as it is."""
    found: list[Enclosure] = []
    for part in message.walk():
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            continue
        named = part.get_filename()
        inline = part.get_content_maintype() == "image"
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None
            data = inner.as_bytes() if isinstance(inner, Message) else b""
            named = named or "weitergeleitet.eml"
        elif named or inline or part.get_content_disposition() == "attachment":
            raw = part.get_payload(decode=True)
            data = raw if isinstance(raw, bytes) else b""
        else:
            continue
        if data:
            found.append(Enclosure(named or f"bild-{len(found) + 1}", part.get_content_type(), data))
    return tuple(found)


def _or_word_file(html: str, title: str, files: tuple[Enclosure, ...]) -> tuple[str, str, tuple[Enclosure, ...]]:
    """The Word file's text in place of a cover note; the file itself stays attached."""
    texts = [item for item in files if sniff(item.data) == DOCX]
    if len(texts) != 1 or len(re.findall(r"\w+", plain(html))) >= COVER_NOTE:
        return html, title, files
    try:
        document = word.read(texts[0].data, name=texts[0].name)
    except Unreadable:
        return html, title, files
    return document.html, document.title or title, (*files, *document.pictures)


def _first_words(html: str) -> str:
    return " ".join(plain(html).split()[:10])
