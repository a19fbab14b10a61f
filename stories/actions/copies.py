"""What people type and have not saved yet, and who is at a story right now.

Neither is audited: a copy is nobody's decision, and it is written every few seconds.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from people.models import User
from stories import rules
from stories.errors import NotAllowed, WrongState
from stories.models import Presence, Story, WorkingCopy

# A text of a million characters is no press release; it would only fill the database.
MOST = 1_000_000
KEPT = timedelta(days=30)
# Two missed beats of the page, which reports every fifteen seconds.
HERE_FOR = timedelta(seconds=45)
TYPING_FOR = timedelta(seconds=20)


@transaction.atomic
def keep(*, story: Story | None, version: int, fields: dict[str, str], by: User) -> WorkingCopy:
    """Keep the inputs as typed, in place of what this person had kept before. None is a story not begun yet.

    Raises NotAllowed, and WrongState for more than a million characters.
    """
    if not rules.may_edit(by, story or Story()):
        raise NotAllowed("Sie dürfen diesen Beitrag nicht bearbeiten.")
    if sum(map(len, fields.values())) > MOST:
        raise WrongState("Der Text ist zu lang, um ihn zwischendurch zu sichern. Bitte speichern Sie.")
    copy, _new = WorkingCopy.objects.update_or_create(
        story=story, user=by, defaults={"base_version": version, "fields": fields}
    )
    return copy


def drop(*, story: Story | None, by: User, typed_before: datetime | None = None) -> None:
    """It was saved, or the person does not want it any more.

    What arrived since ``typed_before`` was typed while the save was under way, and stays.
    """
    rows = WorkingCopy.objects.filter(story=story, user=by)
    if typed_before:
        rows = rows.filter(updated_at__lt=typed_before)
    rows.delete()


def of(story: Story | None, user: User) -> WorkingCopy | None:
    """This person's copy, if one is kept."""
    return WorkingCopy.objects.filter(story=story, user=user).first()


def seen(*, story: Story, by: User, typing: bool) -> None:
    """This person has the story open, and is typing or reading."""
    now = timezone.now()
    typed: dict[str, Any] = {"typed_at": now} if typing else {}
    Presence.objects.update_or_create(story=story, user=by, defaults={"seen_at": now, **typed})


def left(*, story: Story, by: User) -> None:
    """The page was closed."""
    Presence.objects.filter(story=story, user=by).delete()


def others(story: Story, user: User, now: datetime) -> list[Presence]:
    """Who else has the story open, those typing first."""
    here = story.presences.filter(seen_at__gte=now - HERE_FOR).exclude(user=user).select_related("user")
    return sorted(here, key=lambda row: (not is_typing(row, now), row.user.pk))


def is_typing(presence: Presence, now: datetime) -> bool:
    return presence.typed_at is not None and presence.typed_at >= now - TYPING_FOR


def unsaved_by_others(story: Story, user: User) -> list[WorkingCopy]:
    """What colleagues typed into this version and have not saved."""
    rows = story.working_copies.filter(base_version=story.version).exclude(user=user).select_related("user")
    return list(rows.order_by("-updated_at"))


def tidy() -> int:
    """Remove copies nobody came back for and presences of yesterday; how many copies went."""
    now = timezone.now()
    Presence.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    count, _rows = WorkingCopy.objects.filter(updated_at__lt=now - KEPT).delete()
    return count
