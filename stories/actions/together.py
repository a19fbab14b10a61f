"""Saving what two people changed at the same time."""

from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.db import transaction

from media_library.models import Asset
from people.models import User
from stories import merging
from stories.actions import stories
from stories.content import content
from stories.errors import Conflict
from stories.models import Story
from stories.richtext import written


@dataclass(frozen=True, slots=True)
class Saved:
    """The story as stored. Where it was merged, ``colleague`` had saved since, ``taken`` names the fields in which
    somebody else's change stayed, and ``base`` is the content both started from."""

    story: Story
    colleague: User | None = None
    taken: list[str] = field(default_factory=list)
    base: dict[str, Any] | None = None


@transaction.atomic
def save(*, story: Story, version: int, over: int = 0, by: User, **fields: Any) -> Saved:
    """Store the form that somebody began on ``version``, together with what others saved since.

    What both changed differently is a Conflict, unless ``over`` is the present version: then the person has seen
    what stands there, and their words win in just those places. Raises NotAllowed without the right to write.
    """
    story = stories.lock(story, by)
    if story.version == version:
        return Saved(stories.save(story=story, version=version, by=by, **fields))
    base = base_of(story, version)
    theirs = {"remit": "", **content(story)}
    merge = merging.fields(base and _lines(base), _lines(_told(fields)), _lines(theirs))
    if merge.clashes and story.version != over:
        raise Conflict(story, merge)
    wanted = {name: fields[name] for name in fields if name not in merge.taken}
    if "body" in merge.values | merge.clashes:
        wanted["body"] = merge.clashes["body"].mine if "body" in merge.clashes else merge.values["body"]
    colleague = story.last_editor
    row = stories.save(story=story, version=story.version, by=by, **wanted)
    return Saved(row, colleague, merge.taken, base)


def base_of(story: Story, version: int) -> dict[str, Any] | None:
    """What the story said in ``version``, where the books know it."""
    known = story.revisions.filter(version__lte=version).order_by("-version", "-number")
    return known.values_list("content", flat=True).first()


def image_words(asset: Asset, typed: dict[str, str], base: dict[str, Any] | None) -> dict[str, str]:
    """The words of a picture: as typed, or as they stand now where the person changed nothing since ``base``."""
    told: dict[str, Any] = next((image for image in base["images"] if image["asset"] == asset.pk), {}) if base else {}
    began = {"alt_text": told.get("alt"), "credit": told.get("credit"), "caption": told.get("caption")}
    return {name: getattr(asset, name) if words == began[name] else words for name, words in typed.items()}


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    """Values of the form as a revision spells them."""
    told = dict(fields)
    for name in {"department", "remit"} & told.keys():
        told[name] = told[name].name if told[name] else ""
    if "embargo" in told:
        told["embargo"] = told["embargo"].astimezone(UTC).isoformat() if told["embargo"] else ""
    if "body" in told:
        told["body"] = written(told["body"])
    return told


def _lines(told: dict[str, Any]) -> dict[str, Any]:
    """Browsers end the lines of a text field in their own way; that is nobody's change."""
    return {name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in told.items()}
