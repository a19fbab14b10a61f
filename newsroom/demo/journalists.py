"""What journalists of the demo newsroom ask and where they are invited: fictional people of fictional newspapers."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from django.utils import timezone

from media_library.models import Asset
from newsroom import walltime
from people.models import User
from press.actions import dates, inquiries, kits
from press.enums import AnswerWay, InquiryChannel
from press.models import Inquiry, PressDate, PressKit

# Who, outlet, question, hours since it came, hours until the deadline, the answer, whether it is out.
QUESTIONS: Final = (
    ("Jule Ankermann", "Rheinblick Lokalradio", "Ab wann ist die Oberbilker Allee am Wochenende gesperrt, und fährt "
     "der Nachtbus?", 3, -1, "", False),
    ("Timo Brackwede", "Düsselbote", "Was kosten die neuen Trinkbrunnen im Zoopark, und wer prüft das Wasser?", 5, 20,
     "Zwei Trinkbrunnen kosten zusammen 18.400 Euro. Das Wasser wird jeden Monat untersucht.", False),
    ("Selin Yıldırım", "Stadtkurier", "Wie viele Kinder kommen zur Vorlesestunde in der Zentralbibliothek?", 26, -2,
     "Im Schnitt 35 Kinder je Termin.", True),
)  # fmt: skip


def ensure() -> None:
    """Put in what is not there yet."""
    maria, petra = (User.objects.get(username=name) for name in ("maria", "petra"))
    if not Inquiry.objects.exists():
        for question in QUESTIONS:
            _ask(question, maria, petra)
    if not PressDate.objects.exists():
        _invite(petra)
    if not PressKit.objects.exists():
        _collect(petra)


def _ask(question: tuple[Any, ...], maria: User, petra: User) -> None:
    name, outlet, words, hours, left, answer, out = question
    now = timezone.now()
    row = inquiries.create(
        by=maria, owner=maria, name=name, outlet=outlet, phone="0211 0000-17", question=words,
        email=f"{outlet.split()[0].lower().replace('ü', 'ue')}@presse.example", channel=InquiryChannel.PHONE,
        received_at=now - timedelta(hours=hours), deadline=now + timedelta(hours=left),
    )  # fmt: skip
    if answer:
        row = inquiries.write_answer(inquiry=row, text=answer, by=maria, version=row.version)
    if out and row.answer:
        row = inquiries.release(inquiry=row, answer=row.answer, by=petra)
        inquiries.told(inquiry=row, way=AnswerWay.PHONE, by=maria)


def _invite(petra: User) -> None:
    kept = {"address": "Marktplatz 2, 40213 Düsseldorf", "audience": "alle Medien"}
    first = dates.create(
        by=petra, title="Vorstellung des Winterdienstes", begins_at=_at(3, 10), ends_at=_at(3, 11), accredits=True,
        place="Rathaus, Jan-Wellem-Saal", people="Dezernentin Cornelia Hartwig", photo="Streufahrzeug vor dem Rathaus",
        register_until=_at(2, 12), places=20, contact="Petra Nettekoven, Telefon 0211 0000-12", **kept,
    )  # fmt: skip
    second = dates.create(by=petra, title="Spatenstich am Zoopark", begins_at=_at(5, 14), place="Zoopark", **kept)
    for row in (first, second):
        dates.publish(date=row, by=petra)
    dates.cancel(date=second, reason="Der Boden ist gefroren; ein neuer Termin folgt.", by=petra)


def _collect(petra: User) -> None:
    pictures = Asset.objects.filter(kind="image", generated=False).exclude(credit="")[:3]
    if pictures:
        kit = kits.create(by=petra, title="Grünes Düsseldorf", text="Bilder aus Parks und Gärten der Stadt.")
        kits.publish(kit=kits.add(kit=kit, assets=pictures, by=petra), by=petra)


def _at(days: int, hour: int) -> datetime:
    return walltime.at(timezone.localdate() + timedelta(days=days), time(hour))
