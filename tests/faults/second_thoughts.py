"""What the office does to stories that are out: corrects them, takes them back."""

from __future__ import annotations

from dataclasses import dataclass, field

from channels_publish.actions import corrections, release, renditions
from channels_publish.enums import Act, State
from channels_publish.models import Delivery
from channels_publish.steps import BY_PERSON
from people.models import User
from stories.actions import stories as story_actions
from stories.models import Story
from tests.factories import channels

CORRECTION, WITHDRAWAL = "correction", "withdrawal"


@dataclass(slots=True)
class SecondThoughts:
    """Stories that will be corrected or taken back as soon as they are out everywhere."""

    editor: User
    cvd: User
    _planned: list[tuple[Story, str, dict[str, str]]] = field(default_factory=list)

    def plan(self, story: Story, what: str, ways: dict[str, str]) -> None:
        """``what`` shall happen to this story; ``ways`` are by kind, the channel's best where none is named."""
        self._planned.append((story, what, ways))

    @property
    def unfinished(self) -> bool:
        """Whether something is still to be handed in, or a step of it is open."""
        return bool(self._planned) or Delivery.objects.open().exclude(act=Act.PUBLISH).exists()

    def act(self, *, limit: int = 100) -> list[str]:
        """Hand in and approve what can be, up to ``limit`` stories; what was done."""
        done: list[str] = []
        for planned in list(self._planned):
            if len(done) == limit:
                break
            story, what, ways = planned
            rows = Delivery.objects.filter(rendition__story=story)
            if rows.exclude(state=State.SENT).exists():
                continue
            self._planned.remove(planned)
            if rows.filter(remote_id__startswith=BY_PERSON).exists():
                continue  # the platform told no id, so that a person would have to do all of it there
            if what == CORRECTION:
                self._correct(Story.objects.get(pk=story.pk), ways)
            else:
                self._take_back(Story.objects.get(pk=story.pk))
            done.append(what)
        return done

    def _correct(self, story: Story, ways: dict[str, str]) -> None:
        headline = story.headline.replace("Hofgarten", "Volksgarten")
        lead = story.lead.replace("Hofgarten", "Volksgarten")
        story = story_actions.save(story=story, version=story.version, by=self.editor, headline=headline, lead=lead)
        renditions.refresh(story=story, by=self.editor)
        accounts = {row.account.kind: str(row.account_id) for row in story.renditions.select_related("account")}
        chosen = {accounts[kind]: way for kind, way in ways.items() if kind in accounts}
        notice = f"{_number(story)} meinte den Volksgarten, nicht den Hofgarten."
        corrections.write(story=story, notice=notice, ways=chosen, by=self.editor)
        story = release.submit(story=Story.objects.get(pk=story.pk), by=self.editor)
        channels.approve(story, by=self.cvd)

    def _take_back(self, story: Story) -> None:
        notice = f"{_number(story)} beruhte auf einem Irrtum."
        corrections.hand_in_withdrawal(story=story, notice=notice, ways={}, by=self.editor)
        channels.approve(story, by=self.cvd)


def _number(story: Story) -> str:
    """The first words of its headline, which no other story has."""
    return story.headline.partition(":")[0]
