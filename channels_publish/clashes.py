"""What should make a planner look twice: posts in each other's way, the same words again, silent accounts.

They warn and never block: the planner knows why two posts stand at ten o'clock, or does not.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self

from django.utils import timezone

from channels_publish import plan
from channels_publish.enums import Kind
from channels_publish.models import Account, Rendition
from channels_publish.plan import Item

# The same words on the same account within this time look like a mistake to readers.
TWIN_WITHIN: Final = timedelta(days=14)
# House rule: beyond it a city's account is muted by its readers. Press and website have no such limit.
A_DAY: Final[Mapping[str, int]] = {Kind.FACEBOOK: 4, Kind.INSTAGRAM: 3, Kind.X: 8, Kind.YOUTUBE: 2}
# House rule: after so many days without a post readers ask whether anybody is there.
SILENT_DAYS: Final[Mapping[str, int]] = {Kind.FACEBOOK: 3, Kind.INSTAGRAM: 4, Kind.X: 2, Kind.YOUTUBE: 14}


@dataclass(frozen=True, slots=True)
class Gap:
    """An account that says nothing from one day to another, both included."""

    account: Account
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


class Said(str):
    """A sentence about a clash that knows the post it speaks of, where it speaks of one."""

    __slots__ = ("other",)
    other: Item | None

    def __new__(cls, sentence: str, other: Item | None = None) -> Self:
        said = super().__new__(cls, sentence)
        said.other = other
        return said


def mark(items: Iterable[Item]) -> list[Item]:
    """The items that clash, each with its sentences written into ``clashes``."""
    rows = list(items)
    for account_rows in _by_account(rows).values():
        _same_minute(account_rows)
        _twins(account_rows)
        _crowded(account_rows)
    for item in rows:
        if (
            item.movable
            and item.story.embargo
            and item.moment < item.story.embargo
            and item.account.kind != Kind.PRESS
        ):
            until = f"{timezone.localtime(item.story.embargo):%d.%m., %H:%M} Uhr"
            item.clashes.append(f"Vor dem Ende der Sperrfrist: Es geht erst am {until} hinaus.")
    return [item for item in rows if item.clashes]


def of_slots(slots: Mapping[int, tuple[Account, datetime]]) -> dict[int, list[str]]:
    """What the planner would be told of these renditions, by their number: account and slot of each.

    Two questions for all of them together, none where nothing is planned.
    """
    if not slots:
        return {}
    moments = [moment for _account, moment in slots.values()]
    accounts = {account.pk: account for account, _moment in slots.values()}
    around = plan.items(
        min(moments) - TWIN_WITHIN, max(moments) + TWIN_WITHIN + timedelta(minutes=1), accounts.values()
    )
    return {item.rendition.pk: item.clashes for item in mark(around) if item.rendition.pk in slots}


def of_wishes(wishes: Iterable[tuple[Rendition, datetime]]) -> list[Item]:
    """Those of these renditions that would clash at their moments, also where no time was chosen for them.

    Two questions for all of them together.
    """
    asked = {rendition.pk: Item(moment, rendition.account, rendition.story, rendition) for rendition, moment in wishes}
    if not asked:
        return []
    moments, accounts = [item.moment for item in asked.values()], [item.account for item in asked.values()]
    around = plan.items(min(moments) - TWIN_WITHIN, max(moments) + TWIN_WITHIN + timedelta(minutes=1), accounts)
    others = [item for item in around if item.rendition.pk not in asked]
    return [item for item in mark([*asked.values(), *others]) if item.rendition.pk in asked]


def gaps(items: Iterable[Item], accounts: Iterable[Account], first: date, last: date) -> list[Gap]:
    """Where an account is silent longer than its channel bears, between these days."""
    busy: dict[int, set[date]] = defaultdict(set)
    for item in items:
        busy[item.account.pk].add(timezone.localdate(item.moment))
    found = []
    for account in accounts:
        most = SILENT_DAYS.get(account.kind)
        if most:
            found += [Gap(account, *run) for run in _runs(busy[account.pk], first, last) if _length(run) > most]
    return found


def words(text: str) -> str:
    """A text as readers compare it: without links, case and punctuation."""
    return " ".join(re.findall(r"\w+", re.sub(r"https?://\S+", "", text).casefold()))


def _by_account(rows: Iterable[Item]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    for item in rows:
        found[item.account.pk].append(item)
    return found


def _same_minute(rows: list[Item]) -> None:
    minutes: dict[datetime, list[Item]] = defaultdict(list)
    for item in rows:
        minutes[item.moment.replace(second=0, microsecond=0)].append(item)
    for together in filter(lambda found: len(found) > 1, minutes.values()):
        for item in filter(lambda one: one.movable, together):
            other = next(one for one in together if one is not item)
            item.clashes.append(Said(f"Zur selben Minute auf diesem Konto: „{other.story.headline}“.", other))


def _twins(rows: list[Item]) -> None:
    told: dict[str, list[Item]] = defaultdict(list)
    for item in rows:
        if key := words(f"{item.rendition.title} {item.rendition.text}"):
            told[key].append(item)
    for same in told.values():
        for item in same:
            near = [other for other in same if other is not item and abs(other.moment - item.moment) <= TWIN_WITHIN]
            if near and item.movable:
                day = f"{timezone.localtime(near[0].moment):%d.%m., %H:%M} Uhr"
                item.clashes.append(Said(f"Derselbe Text auf diesem Konto: am {day}.", near[0]))


def _crowded(rows: list[Item]) -> None:
    days: dict[date, list[Item]] = defaultdict(list)
    for item in rows:
        days[timezone.localdate(item.moment)].append(item)
    for same_day in days.values():
        most = A_DAY.get(same_day[0].account.kind, 0)
        if most and len(same_day) > most:
            for item in filter(lambda one: one.movable, same_day):
                item.clashes.append(
                    f"{len(same_day)} Beiträge an diesem Tag auf diesem Konto; üblich sind bis {most}."
                )


def _runs(busy: set[date], first: date, last: date) -> list[tuple[date, date]]:
    """Stretches of days nothing falls on."""
    runs: list[tuple[date, date]] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day in busy:
            continue
        if runs and runs[-1][1] == day - timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _length(run: tuple[date, date]) -> int:
    return (run[1] - run[0]).days + 1
