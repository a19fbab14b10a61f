"""A returned message taken apart: its own words, its report rows, and what it brings back of our mail.

Everything comes from strangers. Only the first 400 kB are read, only headers, text and report parts are looked at,
attachments are never opened, and a message that breaks the parser still has its headers.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from itertools import islice
from typing import Final

MAX_BYTES: Final = 400_000
MAX_TEXT: Final = 60_000
MAX_PARTS: Final = 60
MAX_DEPTH: Final = 8
MAX_ROWS: Final = 40
MAX_HEADERS: Final = 300
# Others are slow on purpose-made input (punycode, idna) or no charset of mail.
_CHARSET: Final = re.compile(
    r"(utf-?8|us-ascii|iso-?8859-?\d{1,2}|windows-125\d|cp125\d|koi8-[ru]|iso-2022-jp|shift_jis|euc-jp|gb2312|gbk|gb18030)"
)
# Where a bounce in plain text goes over from its own words to the mail it returns.
_COPY_BEGINS: Final = re.compile(
    r"^(?:[-=_* ]*(?:original message|returned message|message headers? follow|bounced e-?mail|"
    r"(?:this is|below this line is|here is|attached is) a copy of (?:the|your) |ursprüngliche nachricht)"
    r"|(?:received|return-path|message-id|x-mailer|mime-version):\s)",
    re.IGNORECASE | re.MULTILINE,
)
_HEADERS: Final = re.compile(
    r"^(?:return-path|message-id|to|from|received|subject|date):\s", re.IGNORECASE | re.MULTILINE
)
_TAG: Final = re.compile(r"<[^>]{0,2000}>")

Fields = dict[str, str]


@dataclass(slots=True)
class Anatomy:
    """``rows`` are the recipients of an RFC 3464 report, ``feedback`` the fields of an RFC 5965 one;
    ``copy`` holds the headers of the mail that came back, as far as it was returned."""

    head: Message
    text: str = ""
    rows: list[Fields] = field(default_factory=list)
    feedback: Fields | None = None
    receipt: bool = False
    copy: Message | None = None

    def header(self, name: str) -> str:
        """In readable words, on one line."""
        return _fields(self.head).get(name.lower(), "")

    def all(self, *names: str) -> list[str]:
        """Every occurrence of these headers."""
        return [str(value) for name in names for value in self.head.get_all(name, [])]

    @property
    def sender(self) -> str:
        """The bare address in From, lower case; some daemons write no @."""
        return (parseaddr(self.header("From"))[1] or self.header("From")).strip().lower()


def dissect(raw: bytes) -> Anatomy:
    """Never raises for what a stranger sent."""
    raw = raw[:MAX_BYTES].replace(b"\0", b"")
    try:
        message = email.message_from_bytes(raw)
        found = Anatomy(message)
        for depth, part in _walk(message):
            _take(found, part, depth)
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError, AssertionError):
        found = Anatomy(BytesHeaderParser().parsebytes(raw[:MAX_TEXT]))
    _cut(found)
    return found


def decoded(value: object) -> str:
    """A header's encoded words as text; what cannot be decoded stays as it is."""
    text = str(value)[:4000]
    try:
        pieces = [(part, charset) for part, charset in decode_header(text)]
    except (ValueError, LookupError):
        return " ".join(text.split())
    return " ".join("".join(p if isinstance(p, str) else _text(p, c or "") for p, c in pieces).split())


def _walk(message: Message) -> Iterator[tuple[int, Message]]:
    """The parts, outermost first, within bounds; what lies inside a returned mail is not ours to read."""
    waiting = [(0, message)]
    for _count in range(MAX_PARTS):
        if not waiting:
            return
        depth, part = waiting.pop(0)
        yield depth, part
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list) and depth < MAX_DEPTH:
            waiting[:0] = [(depth + 1, each) for each in inside if isinstance(each, Message)]


def _take(found: Anatomy, part: Message, depth: int) -> None:
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart":
        _broken(found, part)
    elif kind in {"message/delivery-status", "message/global-delivery-status"}:
        found.rows.extend(_rows(part)[: MAX_ROWS - len(found.rows)])
    elif kind == "message/feedback-report":
        found.feedback = {name: value for block in _blocks(part) for name, value in block.items()}
    elif kind in {"message/disposition-notification", "message/global-disposition-notification"}:
        found.receipt = True
    elif kind in {"message/rfc822", "message/global"} and depth:
        inside = part.get_payload()
        if isinstance(inside, list) and inside and isinstance(inside[0], Message):
            found.copy = found.copy or inside[0]
    elif kind in {"text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers"}:
        found.copy = found.copy or _parsed(_body(part))
    elif part.get_content_maintype() == "text" and len(found.text) < MAX_TEXT:
        words = _body(part)
        found.text += (_TAG.sub(" ", words) if kind == "text/html" else words)[:MAX_TEXT] + "\n"


def _broken(found: Anatomy, part: Message) -> None:
    """A multipart whose parts cannot be told apart, because a boundary was garbled on the way, is read as text."""
    whole = part.get_payload()
    if isinstance(whole, str):
        found.text += whole[:MAX_TEXT].replace("\r\n", "\n")
        blocks = [_fields(_parsed(each)) for each in re.split(r"\n\s*\n", found.text)[:MAX_PARTS]]
        found.rows.extend(block for block in blocks if {"final-recipient", "action"} <= set(block))


def _rows(part: Message) -> list[Fields]:
    """One set of fields for each recipient; the first block speaks for the whole message."""
    return [
        block for block in _blocks(part) if {"final-recipient", "status", "action", "diagnostic-code"} & set(block)
    ]


def _blocks(part: Message) -> list[Fields]:
    """Python reads such a part as one small message for each block; a broken one as plain text."""
    inside = part.get_payload()
    blocks = inside if isinstance(inside, list) else [_parsed(each) for each in re.split(r"\n\s*\n", _body(part))]
    return [_fields(block) for block in blocks[:MAX_ROWS] if isinstance(block, Message)]


def _fields(block: Message) -> Fields:
    """The first of each name; umlauts that were sent bare, which no standard allows, are kept."""
    fields: Fields = {}
    for name, value in islice(block.raw_items(), MAX_HEADERS):
        bare = _text(str(value)[:4000].encode("utf-8", "surrogateescape"), "")
        fields.setdefault(name.lower(), decoded(bare))
    return fields


def _body(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    return _text(data[: MAX_TEXT * 4], part.get_content_charset() or "").replace("\r\n", "\n")


def _text(data: bytes, charset: str) -> str:
    """Without zeros, which PostgreSQL keeps in no text."""
    known = charset.lower() if _CHARSET.fullmatch(charset.lower()) else "utf-8"
    try:
        return data.decode(known).replace("\0", "")
    except (UnicodeError, LookupError):
        return data.decode("latin-1").replace("\0", "")


def _parsed(text: str) -> Message:
    return email.message_from_string(text.lstrip()[:MAX_TEXT])


def _cut(found: Anatomy) -> None:
    """Part the own words from a copy of our mail in plain text, and read that copy's headers."""
    if begins := _COPY_BEGINS.search(found.text):
        rest = found.text[begins.start() :]
        head = _HEADERS.search(rest)
        if head and found.copy is None:
            found.copy = _parsed(rest[head.start() :])
        found.text = found.text[: begins.start()]
