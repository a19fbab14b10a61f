"""Everything we hold about one contact, for that person (Regulation (EU) 2016/679, Articles 15 and 20)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from press.models import Contact

Say = Callable[[Any], str]


def for_programs(moment: date | datetime | None) -> str:
    """ISO 8601, times with their offset."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).isoformat(timespec="seconds")
    return moment.isoformat() if moment else ""


def for_people(moment: date | datetime | None) -> str:
    """„25.11.2026, 19:54 Uhr“."""
    if isinstance(moment, datetime):
        return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr"
    return f"{moment:%d.%m.%Y}" if moment else ""


def gather(contact: Contact, *, say: Say = for_programs) -> dict[str, Any]:
    """In German words, as JSON can hold it; ``say`` writes days and times."""
    return {
        "Kontakt": _facts(contact, say),
        "Themen": [topic.name for topic in contact.topics.all()],
        "Verteiler": [row.name for row in contact.lists.all()],
        "Abbestellte Verteiler": [
            {"Verteiler": row.list.name, "am": say(row.at)} for row in contact.opt_outs.select_related("list")
        ],
        "Einwilligungen": [
            {
                "Adresse": row.email, "Fassung": row.wording, "Wortlaut": row.text, "Gewählt": row.wishes,
                "Formular abgesendet": say(row.asked_at), "Bestätigt": say(row.confirmed_at),
            }
            for row in contact.consents.all()
        ],
        "Rückläufer": [
            {"Art": row.get_kind_display(), "Eingegangen": say(row.seen_at), "Code": row.code, "Wortlaut": row.words}
            for row in contact.returns.defer("raw")
        ],
        "Mails": [
            {
                "Pressemitteilung": row.mailing.release.number, "Überschrift": row.mailing.release.headline,
                "Verteiler": row.mailing.list.name, "Stand": row.get_state_display(), "Gesendet": say(row.sent_at),
                "Adresse": row.email,
            }
            for row in contact.recipients.select_related("mailing__release", "mailing__list").order_by("-pk")
        ],
    }  # fmt: skip


def _facts(contact: Contact, say: Say) -> dict[str, Any]:
    return {
        "Name": contact.name,
        "Redaktion": contact.outlet.name if contact.outlet else "",
        "E-Mail-Adresse": contact.email,
        "Stand": contact.standing(timezone.now()).label,
        "Pause bis": say(contact.paused_until),
        "Abgemeldet": say(contact.left_at),
        "Ausgesetzt": f"{say(contact.suspended_at)} {contact.get_suspended_for_display()}".strip(),
        "Rechtsgrundlage": contact.get_basis_display(),
        "Herkunft der Adresse": contact.get_source_display(),
        "Herkunft, genauer": contact.source_note,
        "Aufgenommen": say(contact.created_at),
        "Wird geprüft am": say(contact.review_on),
        "Notiz": contact.note,
    }
