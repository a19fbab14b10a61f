"""Everything we hold about one contact, for that person (Regulation (EU) 2016/679, Articles 15 and 20)."""

from typing import Any

from django.utils import timezone

from press.models import Contact


def gather(contact: Contact) -> dict[str, Any]:
    """In German words, as JSON can hold it; times with their offset."""
    return {
        "Kontakt": _facts(contact),
        "Themen": [topic.name for topic in contact.topics.all()],
        "Verteiler": [row.name for row in contact.lists.all()],
        "Abbestellte Verteiler": [
            {"Verteiler": row.list.name, "am": _time(row.at)} for row in contact.opt_outs.select_related("list")
        ],
        "Einwilligungen": [
            {
                "Adresse": row.email, "Fassung": row.wording, "Wortlaut": row.text, "Gewählt": row.wishes,
                "Formular abgesendet": _time(row.asked_at), "Bestätigt": _time(row.confirmed_at),
            }
            for row in contact.consents.all()
        ],
        "Mails": [
            {
                "Pressemitteilung": row.mailing.release.number, "Überschrift": row.mailing.release.headline,
                "Verteiler": row.mailing.list.name, "Stand": row.get_state_display(), "Gesendet": _time(row.sent_at),
                "Adresse": row.email,
            }
            for row in contact.recipients.select_related("mailing__release", "mailing__list").order_by("-pk")
        ],
    }  # fmt: skip


def _facts(contact: Contact) -> dict[str, Any]:
    return {
        "Name": contact.name,
        "Redaktion": contact.outlet.name if contact.outlet else "",
        "E-Mail-Adresse": contact.email,
        "Stand": contact.standing(timezone.now()).label,
        "Pause bis": contact.paused_until.isoformat() if contact.paused_until else "",
        "Abgemeldet": _time(contact.left_at),
        "Rechtsgrundlage": contact.get_basis_display(),
        "Herkunft der Adresse": contact.get_source_display(),
        "Herkunft, genauer": contact.source_note,
        "Aufgenommen": _time(contact.created_at),
        "Wird geprüft am": contact.review_on.isoformat(),
        "Notiz": contact.note,
    }


def _time(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""
