"""Every write to a rendition: generated, edited by hand, planned, left out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from channels_publish import composing, fitting
from channels_publish.enums import Kind, Media
from channels_publish.models import Account, Rendition
from media_library.actions import assets
from media_library.models import Asset
from people import audit
from people.models import User
from people.roles import Permission
from stories.actions import stories
from stories.enums import State as StoryState
from stories.errors import DeskError, NotAllowed
from stories.models import Story
from stories.richtext import clean

# Meta and X show either pictures or a video. Pictures carry an alternative text, so they lead;
# on Facebook a native video is what people come for.
VIDEO_FIRST = frozenset({Kind.FACEBOOK, Kind.YOUTUBE})


class RenditionConflict(DeskError):
    """Somebody else saved this rendition in between."""


def refresh(*, story: Story, by: User | None) -> list[Rendition]:
    """Give every active account its rendition; draft anew what nobody edited by hand."""
    # Drawing takes its time, and a lock must not wait for it.
    tile = _tile(story, by)
    return _refresh(story, tile, by)


@transaction.atomic
def _refresh(story: Story, tile: Asset | None, by: User | None) -> list[Rendition]:
    _hold(story.pk)
    base = composing.source(story)
    stamp = fitting.digest(base)
    existing = {row.account_id: row for row in story.renditions.select_related("account", "tile")}
    result, drafted = [], []
    for account in Account.objects.active():
        row = existing.get(account.pk) or Rendition(story=story, account=account)
        row.story = story
        if row.pk is None or (not row.edited and row.based_on != stamp):
            _draft(row, base, stamp)
            _settle_media(row, tile)
            if row.pk:
                # A form opened before must not overwrite the new draft unseen.
                row.version += 1
            row.save()
            drafted.append(account.pk)
        elif _settle_media(row, tile):
            row.save(update_fields=["media", "tile"])
        result.append(row)
    if drafted:
        audit.record(by=by, verb="channels_publish.draft", target=story, accounts=drafted)
    return result


@transaction.atomic
def edit(
    *,
    rendition: Rendition,
    version: int,
    by: User,
    title: str | None = None,
    text: str | None = None,
    html: str | None = None,
    tags: list[str] | None = None,
    media: str | None = None,
) -> Rendition:
    """Store what a person wrote. Raises RenditionConflict when somebody saved in between."""
    row = _lock(rendition, by)
    if row.version != version:
        raise RenditionConflict(
            "Diese Kanalfassung wurde inzwischen von jemand anderem gespeichert. "
            "Ihr Text ist noch da: Vergleichen Sie und speichern Sie erneut."
        )
    before = _words(row)
    row.title = row.title if title is None else " ".join(title.split())
    row.text = row.text if text is None else text.replace("\r\n", "\n").strip()
    row.html = row.html if html is None else clean(html)
    row.tags = row.tags if tags is None else tags
    row.media = media or row.media
    if _words(row) == before:
        return row
    row.edited = True
    row.based_on = fitting.digest(composing.source(row.story))
    _settle_media(row, _tile_of(row, by))
    return _changed(row, by, "channels_publish.edit")


@transaction.atomic
def reset(*, rendition: Rendition, by: User) -> Rendition:
    """Draft anew from the story, giving up what was written by hand."""
    row = _lock(rendition, by)
    base = composing.source(row.story)
    row.edited = False
    _draft(row, base, fitting.digest(base))
    _settle_media(row, _tile_of(row, by))
    return _changed(row, by, "channels_publish.reset")


@transaction.atomic
def keep(*, rendition: Rendition, by: User) -> Rendition:
    """The person has looked: the edited text still fits the changed story."""
    row = _lock(rendition, by)
    row.based_on = fitting.digest(composing.source(row.story))
    row.save(update_fields=["based_on"])
    audit.record(by=by, verb="channels_publish.keep", target=row)
    return row


@transaction.atomic
def include(*, rendition: Rendition, included: bool, by: User) -> Rendition:
    """Leave this account out of the story, or take it in again."""
    row = _lock(rendition, by)
    if row.included == included:
        return row
    row.included = included
    return _changed(row, by, "channels_publish.include", included=included)


@transaction.atomic
def plan(*, rendition: Rendition, send_at: datetime | None, by: User) -> Rendition:
    """Choose the slot; None means at once after approval."""
    row = _lock(rendition, by)
    if row.send_at == send_at:
        return row
    row.send_at = send_at
    return _changed(row, by, "channels_publish.plan", send_at=send_at.isoformat() if send_at else "")


@transaction.atomic
def plan_together(*, renditions: Iterable[Rendition], send_at: datetime, by: User) -> list[Rendition]:
    """Give several renditions one slot, or none of them where one may not be moved."""
    return [plan(rendition=rendition, send_at=send_at, by=by) for rendition in renditions]


def _lock(rendition: Rendition, by: User) -> Rendition:
    if not by.has_perm(Permission.EDIT_RENDITION):
        raise NotAllowed("Sie dürfen Kanalfassungen nicht bearbeiten.")
    if _hold(rendition.story_id).state == StoryState.WITHDRAWN:
        raise NotAllowed("Der Beitrag ist zurückgenommen; an seinen Kanalfassungen lässt sich nichts mehr ändern.")
    return (
        Rendition.objects.select_for_update(of=("self",))
        .select_related("story__department", "story__video", "account")
        .get(pk=rendition.pk)
    )


def _hold(story_id: int) -> Story:
    """Lock the story first, as an approval does: what is read then is what stands, and no two wait for each other."""
    return Story.objects.select_for_update(of=("self",)).get(pk=story_id)


def _words(row: Rendition) -> tuple[Any, ...]:
    return (row.title, row.text, row.html, list(row.tags), row.media)


def _draft(row: Rendition, base: fitting.Source, stamp: str) -> None:
    draft = fitting.draft(row.account.kind, base)
    row.title, row.text, row.tags = draft.title, draft.text, list(draft.tags)
    row.html, row.based_on = "", stamp
    has_video, has_images = base.has_video, base.has_images
    row.media = Media.IMAGES
    if has_video and (row.account.kind in VIDEO_FIRST or not has_images):
        row.media = Media.VIDEO


def _tile(story: Story, by: User | None) -> Asset | None:
    """The text tile for Instagram, where the story has no picture; the same words give the same tile."""
    if story.ordered_images() or not Account.objects.active().filter(kind=Kind.INSTAGRAM).exists():
        return None
    department = story.department.name if story.department else ""
    return assets.tile(kicker=story.kicker, headline=story.headline, department=department, by=by)


def _tile_of(row: Rendition, by: User) -> Asset | None:
    """The same for one rendition; drawn only where it could be needed, since the story is held meanwhile."""
    return _tile(row.story, by) if row.account.kind == Kind.INSTAGRAM else None


def _settle_media(row: Rendition, tile: Asset | None) -> bool:
    """Give Instagram its tile where there is no picture, take it away where one came. True if changed."""
    before = (row.tile_id, row.media)
    no_video = row.story.video_id is None and row.account.kind != Kind.YOUTUBE
    if row.media == Media.VIDEO and no_video and not row.edited:
        row.media = Media.IMAGES
    wants_tile = row.account.kind == Kind.INSTAGRAM and row.media == Media.IMAGES
    row.tile = tile if wants_tile else None
    return (row.tile_id, row.media) != before


def _changed(row: Rendition, by: User, verb: str, **detail: Any) -> Rendition:
    """The one way a rendition changes by hand: it breaks the seal, and its author is an author."""
    row.version += 1
    row.save()
    audit.record(by=by, verb=verb, target=row, **detail)
    stories.rendition_written(story=row.story, by=by)
    return row
