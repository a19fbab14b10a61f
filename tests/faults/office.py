"""The office at work: it writes, approves and plans stories, and people do what the ledger asks of them.

Everything goes through the rooms' own actions, in the harness's own process.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from channels_publish import steps
from channels_publish.actions import accounts, corrections, decisions, release, renditions
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Delivery, Rendition
from stories.actions import stories as story_actions
from stories.errors import NotReady
from stories.models import Story
from tests.factories import channels, media, people, stories
from tests.faults.evidence import found_there
from tests.faults.second_thoughts import SecondThoughts
from tests.sandbox_process import Sandbox

READERS = ("anna", "bert", "cora")
HURRY_AFTER = timedelta(seconds=3)


class Office:
    """One person a job, an account on every channel, and numbered stories that lack nothing."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self.sandbox, self.chance = sandbox, random.Random(f"office {seed}")
        self.editor, self.cvd, self.social, self.admin = (
            people.editor(), people.cvd(), people.social(), people.admin(),
        )  # fmt: skip
        self._numbers = count(1)
        self._pictures = [media.picture(by=self.editor, alt=f"Linde {number}") for number in range(3)]
        self._clip = media.clip(by=self.editor)
        self._again: list[tuple[Story, datetime]] = []
        self.second_thoughts = SecondThoughts(self.editor, self.cvd)
        channels.press_account(readers=READERS)
        for kind in channels.PLACES:
            channels.account(kind, sandbox=sandbox)

    def publish(
        self,
        *,
        wait: float = 0.0,
        edit: bool = False,
        video: bool = True,
        amend: str = "",
        ways: dict[str, str] | None = None,
        prepare: Callable[[Story], None] | None = None,
    ) -> Story:
        """Write, submit and approve a story; ``wait`` puts its slot so many seconds ahead, ``edit`` changes a
        rendition behind the approval, so that nothing of it may go out before it is approved anew. ``amend`` is
        what shall become of it once it is out, ``prepare`` what is done to the draft."""
        story = self._written(video)
        if prepare:
            prepare(story)
            story.refresh_from_db()
        story = release.submit(story=story, by=self.editor)
        at = timezone.now() + timedelta(seconds=wait) if wait else None
        channels.approve(story, by=self.cvd, at=at)
        if edit:
            rendition = self.chance.choice(
                list(Rendition.objects.filter(story=story).exclude(account__kind=Kind.PRESS))
            )
            words: dict[str, Any] = {"title": f"{rendition.title} (neu)"} if rendition.title else {}
            text = f"{rendition.text} Geändert."
            renditions.edit(rendition=rendition, version=rendition.version, by=self.social, text=text, **words)
            self._again.append((story, timezone.now() + timedelta(seconds=wait + 2)))
        if amend:
            self.second_thoughts.plan(story, amend, ways or {})
        return story

    def approve_again(self) -> None:
        """What was changed behind an approval goes through the queue once more, some time after its slot."""
        for story, after in list(self._again):
            if after > timezone.now():
                continue
            self._again.remove((story, after))
            self._hand_in_again(Story.objects.get(pk=story.pk))

    def _hand_in_again(self, story: Story) -> None:
        """Submit and approve; where the old post got out meanwhile, with the word that is then asked for."""
        try:
            release.submit(story=story, by=self.editor)
            channels.approve(story, by=self.cvd)
        except NotReady:
            if not corrections.is_missing(story):
                raise
            # What went out before the change stays as it is: nothing is to be looked for that was not approved.
            leave = {str(account.pk): steps.LEAVE for account in Account.objects.all()}
            corrections.write(story=story, notice="", ways=leave, by=self.editor, quiet=True)
            release.submit(story=story, by=self.editor)
            channels.approve(story, by=self.cvd)

    @property
    def unfinished(self) -> bool:
        """Whether something still waits for its second approval."""
        return bool(self._again)

    def look_after(self) -> int:
        """Put paused accounts back, and try again what a platform refused; how many deeds that took."""
        deeds = 0
        for account in Account.objects.filter(paused_at__isnull=False):
            accounts.resume(account=account, by=self.admin)
            deeds += 1
        for row in Delivery.objects.filter(state=State.REFUSED, held_by__isnull=True):
            decisions.retry(delivery=row, by=self.social)
            deeds += 1
        return deeds

    def decide(self) -> int:
        """Answer truthfully, after a look at the platform, what the software could not find out."""
        rows = list(
            Delivery.objects.filter(state=State.UNKNOWN, needs_person=True).select_related(
                "account", "rendition", "original"
            )
        )
        for row in rows:
            decisions.decide(delivery=row, posted=found_there(self.sandbox, row), by=self.social)
        return len(rows)

    def hurry(self) -> int:
        """Press "try now" on what waits for its next try longer than a moment."""
        soon = timezone.now() + HURRY_AFTER
        waiting = Delivery.objects.filter(state=State.DUE, held_by__isnull=True)
        rows = list(waiting.filter(due_at__gt=soon, slot__lte=timezone.now()))
        for row in rows:
            decisions.retry(delivery=row, by=self.social)
        return len(rows)

    def _written(self, video: bool) -> Story:
        number = next(self._numbers)
        story = stories.story(
            by=self.editor,
            headline=f"Meldung {number:04d}: Neue Bäume für den Hofgarten",
            lead=f"Das Gartenamt pflanzt ab Montag {number} junge Linden im Hofgarten.",
        )
        for asset in self.chance.sample(self._pictures, self.chance.randint(1, 2)):
            story = story_actions.add_image(story=story, asset=asset, by=self.editor)
        if video:
            story = story_actions.set_video(story=story, asset=self._clip, by=self.editor)
        return story
