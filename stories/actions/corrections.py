"""What is said about a story that is already public: written, thrown away, approved."""

from datetime import datetime
from typing import Any

from django.db import transaction

from people import audit
from people.models import User
from stories import rules
from stories.enums import CorrectionKind, Outcome, State
from stories.errors import NotAllowed, WrongState
from stories.models import Correction, Review, Story


@transaction.atomic
def write(
    *, story: Story, kind: CorrectionKind, notice: str, ways: dict[str, str], by: User, quiet: bool = False
) -> Correction:
    """Store the story's one open correction or withdrawal; whoever writes it counts among the authors.

    Raises NotAllowed without the right to write, WrongState for a story that was never approved.
    """
    story = _hold(story)
    if not rules.may_edit(by, story):
        raise NotAllowed("Sie dürfen diesen Beitrag nicht korrigieren oder zurücknehmen.")
    if not story.reviews.filter(outcome=Outcome.APPROVED).exists():
        raise WrongState("Dieser Beitrag ist noch nicht öffentlich; ändern Sie ihn einfach.")
    row = story.corrections.open().first() or Correction(story=story, created_by=by)
    before = _said(row) if row.pk else None
    row.kind, row.notice, row.ways = kind, notice.replace("\r\n", "\n").strip(), ways
    row.quiet = quiet and not row.notice
    if _said(row) == before:
        return row
    row.save()
    story.last_editor = by
    story.save(update_fields=["last_editor", "updated_at"])
    audit.record(by=by, verb="stories.write_correction", target=row, notice=row.notice, quiet=row.quiet, ways=row.ways)
    return row


@transaction.atomic
def throw_away(*, correction: Correction, by: User) -> None:
    """Give up a correction nobody has approved."""
    story = _hold(correction.story)
    row = story.corrections.open().filter(pk=correction.pk).first()
    if row is None:
        raise WrongState("Diese Korrektur ist schon freigegeben; sie lässt sich nicht mehr verwerfen.")
    if not rules.may_edit(by, story):
        raise NotAllowed("Sie dürfen diesen Beitrag nicht korrigieren oder zurücknehmen.")
    audit.record(by=by, verb="stories.throw_away_correction", target=row, notice=row.notice)
    row.delete()


@transaction.atomic
def publish(*, correction: Correction, review: Review, at: datetime, by: User) -> Correction:
    """The approval that sealed it makes it public; one that needed no writing is stored with it."""
    correction.review, correction.published_at = review, at
    correction.save(update_fields=["review", "published_at"] if correction.pk else None)
    audit.record(by=by, verb="stories.publish_correction", target=correction, notice=correction.notice)
    return correction


def _hold(story: Story) -> Story:
    held = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if held.state == State.WITHDRAWN:
        raise WrongState("Dieser Beitrag ist zurückgenommen. Daran lässt sich nichts mehr ändern.")
    return held


def _said(row: Correction) -> tuple[Any, ...]:
    return (row.kind, row.notice, row.quiet, dict(row.ways))
