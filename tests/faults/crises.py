"""Short crises in the middle of a storm: on, a story of their own, off, and everything held let go by people."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from channels_publish.actions import crisis, renditions
from channels_publish.enums import Kind
from channels_publish.models import Delivery
from stories.actions import crisis as stories_crisis
from stories.errors import WrongState
from stories.models import Crisis, Story
from tests.faults.aftermath import GRACE
from tests.faults.facts import Arrival
from tests.faults.office import Office

SECONDS = 2.5
# The story of a crisis goes there, so that the other channels must be silent altogether.
LANE = frozenset({Kind.WEBSITE, Kind.X})


@dataclass(frozen=True, slots=True)
class Heard:
    """One crisis: when it was on, by the monotonic clock, and the calls that readers would see."""

    crisis: int
    begun: float
    ended: float
    calls: tuple[Arrival, ...]


@dataclass(slots=True)
class Crises:
    """Switches crises on and off when told so, and remembers what they heard."""

    office: Office
    heard: list[Heard] = field(default_factory=list)
    _running: Crisis | None = None
    _begun: float = 0.0
    _ordinary: float = 0.0
    _held: bool = False

    @property
    def on(self) -> bool:
        return self._running is not None

    def begin(self) -> None:
        """Everything stops, but for a story about the crisis."""
        self._running = crisis.begin(reason="Bombenfund", banner="Bilk wird geräumt.", by=self.office.cvd)
        self._begun, self._ordinary, self._held = time.monotonic(), 0.0, True
        self.office.publish(video=False, prepare=self._own)

    def go_on(self) -> None:
        """An ordinary story is approved and born held; after a while the crisis is over."""
        now = time.monotonic()
        if not self._ordinary and now - self._begun > GRACE:
            self.office.publish()
            self._ordinary = time.monotonic()
        elif self._ordinary and now > max(self._begun + SECONDS, self._ordinary + SECONDS):
            self.end()

    def end(self) -> None:
        """Switch it off; nothing goes on by itself."""
        if self._running is None:
            return
        ended = time.monotonic()
        stories_crisis.end(by=self.office.cvd)
        calls = tuple(Arrival(call["platform"], call["at"]) for call in self.office.sandbox.calls() if call["public"])
        self.heard.append(Heard(self._running.pk, self._begun, ended, calls))
        self._running = None

    def let_go(self) -> int:
        """People release what was held, one by one, the article before the posts that lead to it; how many."""
        if self.on or not self._held:
            return 0
        count = 0
        for story in Story.objects.filter(held_by__isnull=False):
            count += _lets_go(lambda story=story: stories_crisis.release(story=story, by=self.office.cvd))
        rows = list(Delivery.objects.held_by_crisis().order_by("slot", "pk"))
        for row in rows:
            count += _lets_go(lambda row=row: crisis.release_delivery(delivery=row, by=self.office.cvd))
        left = Story.objects.filter(held_by__isnull=False).exists() or Delivery.objects.held_by_crisis().exists()
        self._held = left
        return count

    def _own(self, story: Story) -> None:
        """Put a draft on the short way, for few channels."""
        stories_crisis.mark(story=story, short=True, by=self.office.editor)
        renditions.refresh(story=story, by=self.office.editor)
        for row in story.renditions.exclude(account__kind__in=LANE):
            renditions.include(rendition=row, included=False, by=self.office.social)


def _lets_go(release: Callable[[], object]) -> int:
    """1, or 0 where it was settled meanwhile or must wait for its article."""
    try:
        release()
    except WrongState:
        return 0
    return 1
