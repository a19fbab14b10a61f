"""What journalists ask, where they are invited, and what they may fetch. Everybody is fictional."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from people.models import User
from people.roles import Role
from press.actions import accreditations, dates, inquiries, kits
from press.enums import InquiryChannel, Proof, Purpose
from press.models import Accreditation, Inquiry, PressDate, PressKit
from tests.factories import people


def press_officer(**facts: Any) -> User:
    return people.person(Role.PRESS, **facts)


def inquiry(*, by: User | None = None, **facts: Any) -> Inquiry:
    """A question that came by telephone an hour ago and wants an answer tomorrow."""
    now = timezone.now()
    given = {
        "contact": None, "name": "Ada Rehbein", "outlet": "Rheinbote", "email": "ada@rheinbote.example",
        "phone": "0211 0000", "question": "Wie viele Linden werden gepflanzt?", "channel": InquiryChannel.PHONE,
        "received_at": now - timedelta(hours=1), "deadline": now + timedelta(days=1), "owner": None, "notes": "",
    }  # fmt: skip
    return inquiries.create(by=by or people.editor(), **(given | facts))


def answered(row: Inquiry, *, text: str = "40 Linden.", by: User | None = None) -> Inquiry:
    """The same with an answer nobody has released yet."""
    return inquiries.write_answer(inquiry=row, text=text, by=by or people.editor(), version=row.version)


def released(row: Inquiry, *, by: User | None = None, **facts: Any) -> Inquiry:
    row = answered(row, **facts)
    assert row.answer is not None
    return inquiries.release(inquiry=row, answer=row.answer, by=by or press_officer())


def press_date(*, by: User | None = None, public: bool = True, **facts: Any) -> PressDate:
    """A date in a week, with a form for who wants to come."""
    begins = timezone.now().replace(second=0, microsecond=0) + timedelta(days=7)
    given = {"title": "Erste Linde im Hofgarten", "begins_at": begins, "place": "Hofgarten", "accredits": True} | facts
    officer = by or press_officer()
    row = dates.create(by=officer, **given)
    return dates.publish(date=row, by=officer) if public else row


def applied(date: PressDate, **facts: Any) -> Accreditation:
    given: dict[str, Any] = {
        "name": "Ada Rehbein", "outlet": "Rheinbote", "email": "ada@rheinbote.example", "phone": "",
        "proof": Proof.CARD, "proof_text": "NRW 4711", "purposes": [Purpose.PHOTO, Purpose.TEXT],
        "now": timezone.now(),
    }  # fmt: skip
    return accreditations.apply(date=date, **(given | facts))


def press_kit(*, by: User | None = None, assets: tuple[Any, ...] = (), **facts: Any) -> PressKit:
    officer = by or press_officer()
    row = kits.create(by=officer, **({"title": "Grüne Mappe"} | facts))
    return kits.add(kit=row, assets=assets, by=officer)
