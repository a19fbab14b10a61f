"""What came back after the demo's mailings: an answer, a full mailbox, an absence, a refusal, a complaint."""

from dataclasses import dataclass
from typing import Final

from press.actions import returns
from press.enums import Door
from press.models import Recipient, Return

_REPORT: Final = """From: Mail Delivery System <MAILER-DAEMON@{host}>
Return-Path: <>
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="=_r"

--=_r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.{host}

Final-Recipient: rfc822; {to}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {words}

--=_r
Content-Type: message/rfc822

Message-ID: {ref}

--=_r--
"""
_COMPLAINT: Final = """From: rueckmeldung@{host}
Subject: FW: Pressemitteilung
Content-Type: multipart/report; report-type=feedback-report; boundary="=_r"

--=_r
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
User-Agent: Rueckmeldung/1.0

--=_r
Content-Type: text/rfc822-headers

Message-ID: {ref}

--=_r--
"""
_LETTER: Final = """From: {to}
Subject: {subject}
In-Reply-To: {ref}
Content-Type: text/plain; charset=utf-8

{words}
"""


@dataclass(frozen=True, slots=True)
class Comeback:
    """``which`` of the contact's mails it answers, the newest first."""

    to: str
    pattern: str
    which: int = 0
    status: str = ""
    subject: str = ""
    words: str = ""


COMEBACKS: Final = (
    Comeback("post@grafenberger.example", _COMPLAINT),
    Comeback(
        "news@rheinbogen.example", _REPORT, 1, status="5.7.1",
        words="550 5.7.1 Message rejected due to content policy of rheinbogen.example",
    ),
    Comeback(
        "news@rheinbogen.example", _REPORT, status="5.2.2", words="552 5.2.2 Das Postfach des Empfängers ist voll"
    ),
    Comeback(
        "redaktion@duesselblick.example", _REPORT, 1, status="5.1.1",
        words="550 5.1.1 <redaktion@duesselblick.example>: Recipient address rejected: User unknown",
    ),
    Comeback(
        "redaktion@duesselblick.example", _LETTER, subject="Automatische Antwort: Pressemitteilung",
        words="Ich bin bis Montag nicht im Haus. In dringenden Fällen hilft die Zentralredaktion.",
    ),
    Comeback(
        "lokales@rundschau.example", _LETTER, subject="AW: Pressemitteilung",
        words="Guten Tag,\n\ngibt es dazu druckfähige Fotos, und wer ist am Wochenende zu erreichen?\n\nElin Faber",
    ),
)  # fmt: skip


def ensure() -> list[Return]:
    """Take in what is not there yet, as far as its mail has left."""
    found = ((each, _mail(each)) for each in COMEBACKS)
    return [returns.take(raw=_raw(each, mail), door=Door.MAILBOX) for each, mail in found if mail]


def _mail(each: Comeback) -> Recipient | None:
    mails = Recipient.objects.filter(email=each.to).exclude(sent_at=None).order_by("-pk")
    return mails[each.which : each.which + 1].first()


def _raw(each: Comeback, mail: Recipient) -> bytes:
    host = each.to.partition("@")[2]
    facts = {"to": each.to, "host": host, "ref": mail.message_id, "status": each.status, "subject": each.subject}
    return each.pattern.format(words=each.words, **facts).encode()
