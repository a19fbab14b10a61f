"""One run: a storm over an office at work, a restart without faults, and the verdict."""

from __future__ import annotations

import time
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import requests
from django.db.models import Q
from django.utils import timezone

from tests.faults import storms
from tests.faults.facts import Silence
from tests.faults.invariants import broken
from tests.faults.place import Place, place

TICK = 0.2
PENDING, ARMED = 3, 3
AFTERWARDS = " (Folgeschritt)"
# How long a storm goes on for corrections that are not through, with two misbehaviours for each.
AMENDING, HITS = 15.0, 2
# How long the stories to be corrected may take to get out, and the part of a storm over which that is spread.
PREPARING, EARLY_ENOUGH = 30.0, 0.6
LOOK_EVERY = 1.0
FAR_AHEAD = 3600.0
BEFORE_DECISIONS = ("I1", "I2", "I3", "I4", "I5", "I6", "I7")


def run(arrangement: str, folder: Path, storm: storms.Storm, *, mutant: str = "") -> Any:
    """Run a storm and return its :class:`~tests.faults.report.Report`. Needs a fresh process."""
    begun = time.monotonic()
    with place(arrangement, folder, seed=storm.seed, mutant=mutant) as here:
        Weather(here, storm).blow()
        here.report.seconds = time.monotonic() - begun
        calm(here, storm)
    return here.report


class Weather:
    """Lets a storm loose: orders faults, arms strikes, does deeds and keeps the office publishing."""

    def __init__(self, here: Place, storm: storms.Storm) -> None:
        self.here, self.storm, self.begun = here, storm, time.monotonic()
        self.wishes = {platform: iter(wishes) for platform, wishes in storm.wishes.items()}
        self.given: Counter[str] = Counter()
        self.ordered: dict[int, str] = {}
        self.strikes = list(storm.strikes)
        self.armed: dict[str, tuple[storms.Strike, float]] = {}
        self.deeds, self.done = list(storm.deeds), 0
        self.stories = list(storm.stories)
        self.total, self.published, self.looked = len(storm.stories), 0, 0.0
        self.quiet = 0.0
        self.hits = iter(storm.hits)
        self.crises, self.begun_crises = here.crises, 0
        self.amended, self.amendments = 0, sum("amend" in story for story in storm.stories)

    @property
    def injected(self) -> int:
        return int(self.here.report.total)

    def blow(self) -> None:
        """Until everything was injected or nothing more can be."""
        self._prepare()
        while not self._over():
            self._staff()
            self._crisis()
            if not self.crises.on:
                self._publish()
                self._amend()
                self._do()
            self._order()
            self._strike()
            self._look_after()
            time.sleep(TICK)
        self.crises.end()
        self.here.deeds.end()
        for name in self.here.strikes.waiting():
            self.here.strikes.disarm(name)
        self._count()
        requests.delete(f"{self.here.sandbox.http}/_faults", timeout=20)

    def _prepare(self) -> None:
        """What will be corrected or taken back in the storm is out before it begins."""
        early = [story for story in self.stories if self.storm.endless and "amend" in story]
        for story in early:
            self._staff()
            self.here.office.publish(**story)
            self.stories.remove(story)
            self.published += 1
        begun = time.monotonic()
        while early and open_rows() and time.monotonic() - begun < PREPARING:
            time.sleep(TICK)

    def _over(self) -> bool:
        """All of it is injected, or nobody has had anything to do for a while, or the time is up."""
        if time.monotonic() - self.begun > self.storm.seconds:
            return True
        if (self.stories and not self._complete) or self.here.deeds.frozen or self.crises.on:
            self.quiet = 0.0
            return False
        complete = self._complete
        idle = not open_rows() and not self.here.office.unfinished
        self.quiet = (self.quiet or time.monotonic()) if complete or idle else 0.0
        patience = self.storm.linger if complete else self.storm.patience
        if complete and self.here.office.second_thoughts.unfinished:
            patience = max(patience, AMENDING)
        return bool(self.quiet) and time.monotonic() - self.quiet >= patience

    @property
    def _complete(self) -> bool:
        """A storm ends with its last fault; a schedule by hand with its last story too."""
        told = self.begun_crises == self.storm.crises
        return self.injected >= self.storm.faults and told and (self.storm.endless or not self.stories)

    def _staff(self) -> None:
        for what, number in (("worker", self.storm.workers), ("beat", self.storm.beats)):
            for _ in range(number - len(self.here.crew.pids(what))):
                self.here.crew.hire(what)

    def _publish(self) -> None:
        """The next story when its share of the faults is through, or when the workers have little left; from the
        first again where the faults outlast them."""
        if not self.stories and self.storm.endless and self.injected < self.storm.faults:
            self.stories = list(self.storm.stories)
        waiting = busy_rows()
        early = self.published / self.total * self.storm.faults > self.injected
        if self.stories and waiting < (self.storm.least if early else self.storm.most):
            try:
                self.here.office.publish(**self.stories[0])
            except OSError:
                # No room for a derived picture: nothing was approved, and somebody tries again later.
                self.here.report.deeds_of_people["an der vollen Platte gescheitert"] += 1
                return
            self.stories.pop(0)
            self.published += 1
        self.here.office.approve_again()

    def _amend(self) -> None:
        """Correct and take back what is out, into the next misbehaviour meant for such calls."""
        share = min(self.amended / max(self.amendments, 1), 1.0) * EARLY_ENOUGH
        if self.here.deeds.full_until or self.injected < share * self.storm.faults:
            return
        for what in self.here.office.second_thoughts.act(limit=1):
            self.amended += 1
            self.here.report.deeds_of_people[storms.AMENDED[what]] += 1
            for hit in islice(self.hits, HITS):
                self.ordered[self.here.sandbox.fault(**hit)] = f"{hit['platform']} {hit['kind']}{AFTERWARDS}"

    def _crisis(self) -> None:
        """Switch the next crisis on in its turn, when nobody is frozen in the middle of a call and the disk has room.

        What a frozen process does between its last look and its call, no switch can prevent.
        """
        if self.crises.on:
            self.crises.go_on()
            return
        if released := self.crises.let_go():
            self.here.report.deeds_of_people["nach der Krise freigegeben"] += released
        share = (self.begun_crises + 1) / (self.storm.crises + 1) * self.storm.faults
        ready = self.published >= min(self.total, 2) and not self.here.deeds.frozen and not self.here.deeds.full_until
        if self.begun_crises < self.storm.crises and self.injected >= share and ready:
            self._thaw()
            self.begun_crises += 1
            self.crises.begin()
            self.here.report.deeds_of_people["Krisen ausgerufen"] += 1

    def _thaw(self) -> None:
        for name, (strike, _since) in list(self.armed.items()):
            if strike.freeze and self.here.strikes.disarm(name):
                del self.armed[name]
                self.strikes.append(strike)

    def _order(self) -> None:
        calls = self._count()
        # Those for the calls of a correction may wait long and stand in nobody's way.
        names = [name for name in self.ordered.values() if not name.endswith(AFTERWARDS)]
        waiting = Counter(name.partition(" ")[0] for name in names)
        for platform, wishes in self.wishes.items():
            due = 1 + calls.get(platform, 0) * self.storm.density
            while self.given[platform] < due and waiting[platform] < PENDING and (wish := next(wishes, None)):
                self.ordered[self.here.sandbox.fault(**wish)] = f"{platform} {wish['kind']}"
                self.given[platform] += 1
                waiting[platform] += 1

    def _count(self) -> dict[str, int]:
        """A fault that no longer waits was met by a call; gives the calls so far by platform."""
        waiting, calls = self.here.sandbox.traffic()
        for number in [number for number in self.ordered if number not in waiting]:
            self.here.report.injected[self.ordered.pop(number)] += 1
        return calls

    def _strike(self) -> None:
        while self.here.deeds.struck:
            name, _pid, freeze = self.here.deeds.struck.popleft()
            self.here.report.injected[f"{'freeze' if freeze else 'kill'} {name.partition('.')[0]}"] += 1
            self.armed.pop(name, None)
        for name, (strike, since) in list(self.armed.items()):
            # Nobody comes by: another point first, this one later.
            if time.monotonic() - since > self.storm.strike_patience and self.here.strikes.disarm(name):
                del self.armed[name]
                self.strikes.append(strike)
        due = self.storm.strikes_first + self.injected * self.storm.strike_share
        waiting = [strike for strike in self.strikes[:ARMED] if f"{strike.point}.{strike.kind}" not in self.armed]
        if waiting and self.crises.on:
            waiting = [strike for strike in waiting if not strike.freeze]
        if waiting and len(self.armed) < ARMED and self.here.strikes.count + len(self.armed) < due:
            strike = waiting[0]
            self.strikes.remove(strike)
            name = self.here.strikes.arm(strike.point, strike.kind, freeze=strike.freeze)
            self.armed[name] = (strike, time.monotonic())

    def _do(self) -> None:
        share = (self.done + 1) / (len(self.storm.deeds) + 1) * self.storm.faults
        if self.deeds and self.injected >= share:
            deed = self.deeds.pop(0)
            self.done += 1
            if count := getattr(self.here.deeds, deed)():
                self.here.report.injected[deed] += count

    def _look_after(self) -> None:
        if time.monotonic() - self.looked > LOOK_EVERY:
            self.looked = time.monotonic()
            self.here.report.deeds_of_people["Konten und Abgelehntes wieder frei"] += self.here.office.look_after()


def open_rows() -> int:
    """What still moves by itself."""
    from channels_publish.models import Delivery  # noqa: PLC0415 (after Django is set up)

    return Delivery.objects.open().count()


def busy_rows() -> int:
    """What the workers could send now or are sending."""
    from channels_publish.models import Delivery  # noqa: PLC0415 (after Django is set up)

    return Delivery.objects.filter(Q(state="sending") | Q(state="due", due_at__lte=timezone.now())).count()


def calm(here: Place, storm: storms.Storm) -> None:
    """Restart everything without faults, judge, let people answer what is theirs, and judge again."""
    if here.clock.jumps and len(here.clock.steps) > 1:
        # What waits for a time the clock once showed need not wait for it in truth.
        here.clock.jump(FAR_AHEAD)
    for what in ("worker", "beat"):
        for pid in here.crew.pids(what):
            here.crew.kill(pid)
    for what in ("worker", "worker", "beat"):
        here.crew.hire(what)
    here.report.recovered_within = _settle(here, storm.calm)
    here.report.broken = broken(_evidence(here), BEFORE_DECISIONS)
    for _ in range(5):
        if open_rows() or not (decided := here.office.decide()):
            break
        here.report.deeds_of_people["Ungewisses beantwortet"] += decided
        _settle(here, storm.calm)
    evidence = _evidence(here)
    here.report.read(evidence)
    for code, sentences in broken(evidence).items():
        here.report.broken.setdefault(code, sentences)


def _settle(here: Place, patience: float) -> float:
    """Wait until nothing is open, in front of people who press what they may; the seconds it took."""
    begun = time.monotonic()
    while (_more(here) or open_rows() or here.office.unfinished) and time.monotonic() - begun < patience:
        here.office.approve_again()
        here.report.deeds_of_people["Konten und Abgelehntes wieder frei"] += here.office.look_after()
        here.report.deeds_of_people["Jetzt erneut"] += here.office.hurry()
        time.sleep(0.5)
    return time.monotonic() - begun


def _more(here: Place) -> bool:
    """What a crisis still holds is let go; what has come out by now is corrected or taken back."""
    released = here.crises.let_go()
    here.report.deeds_of_people["nach der Krise freigegeben"] += released
    done = here.office.second_thoughts.act()
    here.report.deeds_of_people.update(storms.AMENDED[what] for what in done)
    return bool(released or done)


def _evidence(here: Place) -> Any:
    from tests.faults import evidence  # noqa: PLC0415 (after Django is set up)

    epoch = here.clock.epoch()
    silences = [Silence(one.crisis, epoch + one.begun, epoch + one.ended, one.calls) for one in here.crises.heard]
    return evidence.gather(here.sandbox, here.data, here.clock.newsroom_time(), silences)
