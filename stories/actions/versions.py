"""Every write to a story's text in plain language or in English."""

from typing import Any

from django.db import transaction

from people import audit
from people.models import User
from stories.actions import stories
from stories.actions.reviews import latest_revision
from stories.enums import Language
from stories.errors import VersionConflict, WrongState
from stories.models import LanguageVersion, Revision, Story
from stories.richtext import written

TEXT = ("headline", "lead", "body")
GONE = "Diese Sprachfassung gibt es nicht mehr. Laden Sie die Seite neu; unter „Fassungen“ steht ihr letzter Text."


@transaction.atomic
def begin(*, story: Story, language: Language, by: User) -> LanguageVersion:
    """Start a language with a copy of the German text; the one that is there already stays as it is."""
    story = stories.lock(story, by)
    if there := story.versions.filter(language=language).first():
        return there
    row = LanguageVersion.objects.create(
        story=story, language=language, based_on=latest_revision(story), last_editor=by,
        **{name: getattr(story, name) for name in TEXT},
    )  # fmt: skip
    stories.changed(story, by, "stories.begin_version", language=language.value)
    return row


@transaction.atomic
def save(
    *, story: Story, language: Language, version: int, by: User, follows: int | None = None, **text: str
) -> LanguageVersion:
    """Store ``headline``, ``lead`` and ``body`` of one language. ``version`` is the one the person started from.

    ``follows`` is the number of the revision whose German text this one now says; without it, what it followed
    stays. Raises VersionConflict when somebody else saved since, WrongState when it was removed. Saving what is
    already there breaks no seal.
    """
    story = stories.lock(story, by)
    row = _row(story, language)
    if row.version != version:
        raise VersionConflict(row)
    text = {name: written(value) if name == "body" else value for name, value in text.items()}
    told = any(getattr(row, name) != value for name, value in text.items())
    moved = story.revisions.filter(number=follows).first() if follows else None
    if not told and (moved is None or moved == row.based_on):
        return row
    for name, value in text.items():
        setattr(row, name, value)
    row.based_on = moved or row.based_on
    row.version, row.last_editor = row.version + 1, by
    row.save()
    if told:
        stories.changed(story, by, "stories.save_version", language=language.value)
    else:
        audit.record(by=by, verb="stories.follow_german", target=story, language=language.value, revision=follows)
    return row


@transaction.atomic
def remove(*, story: Story, language: Language, by: User) -> None:
    """Take a language away. Its text stays in the revisions, from where ``bring_back`` fetches it."""
    story = stories.lock(story, by)
    _row(story, language).delete()
    stories.changed(story, by, "stories.remove_version", language=language.value)


@transaction.atomic
def bring_back(*, story: Story, language: Language, by: User) -> None:
    """The language as it was when it was removed; nothing else changes. Raises WrongState where none ever was."""
    story = stories.lock(story, by)
    if story.versions.filter(language=language).exists():
        return
    told = last_told(story, language)
    if told is None:
        raise WrongState("Von dieser Sprachfassung gibt es keinen früheren Text. Fangen Sie sie neu an.")
    stories.put_version(story, told, by)
    stories.changed(story, by, "stories.bring_back_version", language=language.value)


def last_told(story: Story, language: Language) -> dict[str, Any] | None:
    """What the newest revision that has this language says in it."""
    carrying: Any = story.revisions.filter(content__has_key="versions").order_by("-number")
    for revision in carrying.iterator():
        for row in revision.content["versions"]:
            if row["language"] == language:
                found: dict[str, Any] = row
                return found
    return None


def german_moved(row: LanguageVersion, newest: Revision) -> bool:
    """Whether the German text says something else than when this version was last brought in line with it."""
    return row.based_on is None or any(row.based_on.content[name] != newest.content[name] for name in TEXT)


def _row(story: Story, language: Language) -> LanguageVersion:
    row = story.versions.select_related("based_on", "last_editor").filter(language=language).first()
    if row is None:
        raise WrongState(GONE)
    return row
