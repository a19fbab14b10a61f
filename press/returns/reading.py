"""What one returned message is: a bounce and of which class, a delay, an automatic reply, a complaint, an answer."""

import email
import logging
import re
from dataclasses import dataclass, replace
from typing import Final

from flufl.bounce import all_failures

from press import returnpath
from press.enums import ReturnKind
from press.returns import verdicts
from press.returns.anatomy import MAX_BYTES, Anatomy, dissect
from press.returns.verdicts import Verdict

logger = logging.getLogger(__name__)

_DAEMON: Final = re.compile(r"^(mailer-?daemon|postmaster|mail-?daemon|mailerdaemon|mail\.?delivery)", re.IGNORECASE)
_FAILED: Final = re.compile(
    r"undeliver|delivery (has )?(fail|status|notification|report)|returned (mail|to sender)|failure notice|"
    r"mail (system error|delivery failed|failed)|non-?delivery|unzustellbar|nicht zugestellt|error sending|bounce",
    re.IGNORECASE,
)
_AWAY: Final = re.compile(
    r"^\W*(auto(matic|matische|mated)?[ -]?(reply|antwort|response)|automatisch|out of (the )?office|abwesen|"
    r"nicht im (büro|haus)|away (until|from)|on vacation|urlaub|ooo\b|auto:|i am away|ich bin (bis|im|nicht)|"
    r"(vacation|holiday) (reply|notice))",
    re.IGNORECASE,
)
_LEAVES: Final = re.compile(
    r"^\W*((re|aw|fwd|wg):\s*)*(bitte )?(abmelden|abmeldung|abbestell\w*|austragen|unsubscribe|remove( me)?|stop)\W*"
    r"((vom|aus dem|des|von) .{0,60}(verteiler|newsletter|mitteilungen|liste).{0,20})?$",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# Fields that may carry the return path we gave the mail, ours to read or wrapped by a forwarder.
_PATHS: Final = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Rcpt-To", "Received")
_MESSAGE_ID: Final = re.compile(r"<([^<>\s]{1,255})>")
WORDS: Final = 1000
# Reports whose failure does not concern the address: RFC 5965 section 7.3, RFC 6591.
_NO_COMPLAINT: Final = frozenset({"not-spam", "auth-failure", "dmarc"})
# From the report that harms an address least to the one that harms it most.
_MILD: Final = (
    ReturnKind.RECEIPT, ReturnKind.DELAY, ReturnKind.SOFT, ReturnKind.FULL, ReturnKind.POLICY, ReturnKind.HARD,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """``by`` names what decided the class: ``report``, ``text``, ``scan``, ``headers`` or ``nothing``.

    ``token`` is the Recipient a genuine return path names, ``message_ids`` what the message refers to, ``address``
    whom it says it is about. Of several recipients in one report the mildest counts: our mails have one each, and
    an alias that reaches one of two people is not dead.
    """

    kind: ReturnKind
    by: str
    status: str = ""
    reply: str = ""
    words: str = ""
    address: str = ""
    token: int | None = None
    message_ids: tuple[str, ...] = ()
    rows: tuple[Verdict, ...] = ()
    subject: str = ""
    sender: str = ""
    message_id: str = ""


def read(raw: bytes) -> Finding:
    """Never raises for what a stranger sent."""
    anatomy = dissect(raw)
    found = _classify(anatomy, raw)
    return replace(
        found,
        words=" ".join(found.words.split())[:WORDS],
        address=(found.address or _reported(anatomy)).lower()[:254],
        token=returnpath.read(_paths(anatomy)),
        message_ids=_references(anatomy),
        subject=anatomy.header("Subject")[:300],
        sender=anatomy.sender[:254],
        message_id=anatomy.header("Message-ID")[:255],
    )


def _classify(anatomy: Anatomy, raw: bytes) -> Finding:
    if anatomy.feedback is not None:
        return _feedback(anatomy.feedback)
    if anatomy.receipt:
        return Finding(ReturnKind.RECEIPT, "report", words=anatomy.text)
    return _reports(anatomy) or _in_words(anatomy, raw) or _no_bounce(anatomy)


def _feedback(fields: dict[str, str]) -> Finding:
    kind = fields.get("feedback-type", "").strip().lower()
    about = _ADDRESS.search(fields.get("original-rcpt-to", "") or fields.get("removal-recipient", ""))
    verdict = ReturnKind.UNCLEAR if kind in _NO_COMPLAINT else ReturnKind.COMPLAINT
    return Finding(verdict, "report", words=f"Feedback-Type: {kind}", address=about[0] if about else "")


def _reports(anatomy: Anatomy) -> Finding | None:
    """The rows of RFC 3464: one verdict for each recipient."""
    if not anatomy.rows:
        return None
    verdicts_ = tuple(_row(fields, anatomy.text) for fields in anatomy.rows)
    worst = min(verdicts_, key=lambda each: _MILD.index(each.kind))
    about = next((fields for fields, each in zip(anatomy.rows, verdicts_, strict=True) if each is worst), {})
    found = _ADDRESS.search(about.get("original-recipient", "")) or _ADDRESS.search(about.get("final-recipient", ""))
    return Finding(
        worst.kind, "report", worst.status, worst.reply, worst.words, found[0] if found else "", rows=verdicts_
    )


def _row(fields: dict[str, str], text: str) -> Verdict:
    action, status = fields.get("action", "").lower().strip(), fields.get("status", "")
    words = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("diagnostic-code", "")
    verdict = verdicts.judge(words or _telling(text), status=status)
    if action.startswith("delayed"):
        return replace(verdict, kind=ReturnKind.DELAY)
    if action.startswith(("delivered", "relayed", "expanded")):
        return replace(verdict, kind=ReturnKind.RECEIPT)
    return verdict


def _in_words(anatomy: Anatomy, raw: bytes) -> Finding | None:
    """A bounce without a report: only from a machine, and only where it names a reason."""
    if not _from_machine(anatomy) or _AWAY.search(anatomy.header("Subject")):
        return None
    telling = _telling(anatomy.text)
    if verdicts.speaks(telling):
        verdict = verdicts.judge(telling)
        return Finding(verdict.kind, "text", verdict.status, verdict.reply, verdict.words)
    temporary, permanent = _scanned(raw)
    if temporary or permanent:
        kind = ReturnKind.SOFT if permanent else ReturnKind.DELAY
        return Finding(kind, "scan", words=anatomy.text, address=next(iter(permanent or temporary)))
    if _FAILED.search(anatomy.header("Subject")):
        return Finding(ReturnKind.SOFT, "text", words=anatomy.text)
    return None


def _no_bounce(anatomy: Anatomy) -> Finding:
    subject = anatomy.header("Subject")
    if _LEAVES.search(subject):
        return Finding(ReturnKind.UNSUBSCRIBE, "headers", words=anatomy.text)
    if _automatic(anatomy) or _AWAY.search(subject):
        return Finding(ReturnKind.AUTO, "headers", words=anatomy.text)
    if _from_machine(anatomy) and not anatomy.sender.startswith("postmaster"):
        return Finding(ReturnKind.UNCLEAR, "nothing", words=anatomy.text)
    return Finding(ReturnKind.ANSWER, "nothing", words=anatomy.text)


def _from_machine(anatomy: Anatomy) -> bool:
    """A daemon's address, or the empty return path of RFC 5321 section 4.5.5."""
    empty = any(value.strip() in {"<>", ""} for value in anatomy.all("Return-Path"))
    failed = bool(anatomy.head.get("X-Failed-Recipients"))
    return empty or failed or bool(_DAEMON.match(anatomy.sender) or _DAEMON.match(anatomy.header("From").strip('" <')))


def _automatic(anatomy: Anatomy) -> bool:
    """RFC 3834 section 5, and what Exchange, Apple and older programs write instead."""
    submitted = anatomy.header("Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(anatomy.head.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Apple-Action", "X-Autoresponder")):
        return True
    return anatomy.header("Precedence").lower() in {"auto_reply", "auto-reply"}


def _telling(text: str) -> str:
    """The lines that say why: around the first code, else the first ones at all."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines[:300]):
        if any(verdicts.codes(line)):
            return " ".join(lines[max(0, number - 1) : number + 4])[: WORDS * 2]
    return " ".join(lines)[: WORDS * 3]


def _scanned(raw: bytes) -> tuple[set[str], set[str]]:
    """The detectors of Mailman's bounce scanner; they know old systems, and may stumble over anything."""
    try:
        temporary, permanent = all_failures(email.message_from_bytes(raw[: MAX_BYTES // 5]))
    except Exception:
        logger.exception("flufl.bounce stumbled over a message")
        return set(), set()
    return {_plain(each) for each in temporary}, {_plain(each) for each in permanent}


def _plain(address: bytes | str) -> str:
    return address.decode("ascii", "replace") if isinstance(address, bytes) else address


def _reported(anatomy: Anatomy) -> str:
    """Whom a message in words is about, if it says so."""
    found = _ADDRESS.search(anatomy.header("X-Failed-Recipients")) or _ADDRESS.search(anatomy.text)
    return found[0] if found else ""


def _paths(anatomy: Anatomy) -> list[str]:
    returned = [str(value) for value in anatomy.copy.get_all("Return-Path", [])] if anatomy.copy else []
    return [value[:2000] for value in anatomy.all(*_PATHS)[:60] + returned[:5]]


def _references(anatomy: Anatomy) -> tuple[str, ...]:
    """Message-IDs this message answers or brings back, the copy's own first."""
    own = [str(value) for value in anatomy.copy.get_all("Message-ID", [])] if anatomy.copy else []
    named = own + anatomy.all("In-Reply-To", "References")
    found = [f"<{each}>" for text in named for each in _MESSAGE_ID.findall(text[:8000])]
    return tuple(dict.fromkeys(found))[:20]
