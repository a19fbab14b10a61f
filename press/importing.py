"""What a file of contacts would do, row by row, before anything is written."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import TextChoices

from press.addresses import BadAddress, checksum, normalise
from press.models import Contact, Outlet, PressTopic, Suppression
from press.sameness import key_of

_IN: Final = 500


class Result(TextChoices):
    """What becomes of a row."""

    NEW = "new", "Neu"
    CHANGED = "changed", "Geändert"
    SAME = "same", "Unverändert"
    DUPLICATE = "duplicate", "Doppelt in der Datei"
    LEFT = "left", "Abgemeldet"
    FORGOTTEN = "forgotten", "Auf Wunsch gelöscht"
    BAD = "bad", "Fehlerhaft"


@dataclass(slots=True)
class Row:
    """One line of the file. ``facts`` hold name, outlet, note and topics as far as the file names them; ``before``
    what the contact has instead. ``alike`` names a contact of the same name and outlet with another address."""

    number: int
    result: Result
    email: str
    facts: dict[str, Any]
    contact: Contact | None = None
    before: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    alike: Contact | None = None

    @property
    def called(self) -> str:
        """Whom the row is about, in words."""
        return self.contact.name if self.contact else self.facts.get("name", "Ohne Namen")


def plan(rows: Sequence[Sequence[str]], mapping: Mapping[str, int]) -> list[Row]:
    """What each row would do now. Empty cells erase nothing. A long file costs no more look-ups than a short."""
    spelling = _Spelling()
    read = [_read(number, cells, mapping, spelling) for number, cells in enumerate(rows, 2)]
    addresses = {row.email for row in read if row.result != Result.BAD}
    known, forgotten, names = _known(addresses), _forgotten(addresses), _by_name()
    seen: dict[str, int] = {}
    for row in read:
        if row.result == Result.BAD:
            continue
        if row.email in seen:
            row.result, row.problem = Result.DUPLICATE, f"Steht schon in Zeile {seen[row.email]}; jene gilt."
            continue
        seen[row.email] = row.number
        _judge(row, known.get(row.email), bool(forgotten) and checksum(row.email) in forgotten)
        if row.result == Result.NEW:
            row.alike = names.get(key_of(row.facts["name"], row.facts.get("outlet", "")))
    return read


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows of each result, in their order; none with nought."""
    found = Counter(row.result.value for row in rows)
    return {value: found[value] for value in Result.values if found[value]}


class _Spelling:
    """Outlets and topics as they are spelled already, here or further up in the file: capitals make no second one."""

    def __init__(self) -> None:
        self._outlets = {name.casefold(): name for name in Outlet.objects.values_list("name", flat=True)}
        self._topics = {name.casefold(): name for name in PressTopic.objects.values_list("name", flat=True)}

    def outlet(self, typed: str) -> str:
        name = " ".join(typed.split())[:150]
        return self._outlets.setdefault(name.casefold(), name)

    def topics(self, typed: str) -> list[str]:
        """Parted by upright strokes, as we write them, else by commas."""
        names = [" ".join(part.split())[:80] for part in typed.split("|" if "|" in typed else ",")]
        return sorted({self._topics.setdefault(name.casefold(), name) for name in names if name})


def _read(number: int, cells: Sequence[str], mapping: Mapping[str, int], spelling: _Spelling) -> Row:
    got = {name: cells[column].strip() for name, column in mapping.items() if 0 <= column < len(cells)}
    name = got.get("name") or " ".join(filter(None, (got.get("first_name"), got.get("last_name"))))
    outlet, topics = spelling.outlet(got.get("outlet", "")), spelling.topics(got.get("topics", ""))
    facts = {"name": (name or outlet)[:150], "outlet": outlet, "note": got.get("note", ""), "topics": topics}
    facts = {key: value for key, value in facts.items() if value}
    try:
        address = normalise(got.get("email", ""))
    except BadAddress as error:
        problem = str(error) if got.get("email") else "Die E-Mail-Adresse fehlt."
        return Row(number, Result.BAD, got.get("email", ""), facts, problem=problem)
    if not facts.get("name"):
        return Row(number, Result.BAD, address, facts, problem="Es fehlen Name und Redaktion.")
    return Row(number, Result.NEW, address, facts)


def _judge(row: Row, contact: Contact | None, forgotten: bool) -> None:
    if forgotten:
        row.result, row.problem = Result.FORGOTTEN, "Diese Person hat um Löschung gebeten und wird nicht aufgenommen."
    if contact is None:
        return
    row.contact = contact
    if contact.left_at:
        row.result, row.problem = Result.LEFT, "Hat sich selbst abgemeldet und bleibt es."
        return
    now = facts_of(contact)
    row.facts["topics"] = sorted({*now["topics"], *row.facts.get("topics", [])})
    row.before = {key: now[key] for key, value in row.facts.items() if now[key] != value}
    row.facts = {key: row.facts[key] for key in row.before}
    row.result = Result.CHANGED if row.before else Result.SAME


def facts_of(contact: Contact) -> dict[str, Any]:
    """What a file can say about a contact, as it stands."""
    outlet = contact.outlet.name if contact.outlet else ""
    topics = sorted(topic.name for topic in contact.topics.all())
    return {"name": contact.name, "outlet": outlet, "note": contact.note, "topics": topics}


def _known(addresses: set[str]) -> dict[str, Contact]:
    wanted, found = sorted(addresses), {}
    for start in range(0, len(wanted), _IN):
        rows = Contact.objects.filter(email__in=wanted[start : start + _IN]).select_related("outlet")
        found.update({row.email: row for row in rows.prefetch_related("topics")})
    return found


def _forgotten(addresses: set[str]) -> set[str]:
    notes = set(Suppression.objects.values_list("digest", flat=True))
    return {digest for digest in map(checksum, addresses) if digest in notes} if notes else set()


def _by_name() -> dict[tuple[str, str], Contact]:
    found: dict[tuple[str, str], Contact] = defaultdict()
    for contact in Contact.objects.select_related("outlet"):
        found[key_of(contact.name, contact.outlet.name if contact.outlet else "")] = contact
    return found
