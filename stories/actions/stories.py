"""Every write to a story's text, pictures and video."""

from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from media_library.actions import assets
from media_library.models import Asset
from media_library.naming import spelled_out
from people import audit
from people.models import User
from search.actions import entries
from stories import rules
from stories.actions import reviews
from stories.content import content, digest
from stories.errors import Conflict, NotAllowed, WrongState
from stories.fields import assign
from stories.models import Department, LanguageVersion, Remit, Revision, Story, StoryImage, Topic
from stories.richtext import written
from stories.searchable import story_words

FIELDS = frozenset(
    "kicker headline lead body place department keywords contact responsible link embargo remit".split()
)
# Long enough to be read, short enough for a table and a printed page.
SLUG_LIMIT = 70


@transaction.atomic
def create(*, by: User, headline: str, source_ref: str = "", topic: Topic | None = None, **fields: Any) -> Story:
    """Begin a story, of a topic or without. Raises NotAllowed without the right to write."""
    if not rules.may_edit(by, Story()):
        raise NotAllowed("Sie dürfen keine Beiträge schreiben. Bitten Sie die Administration um die Rolle Redaktion.")
    story = Story(author=by, last_editor=by, source_ref=source_ref, topic=topic)
    _assign(story, {"headline": headline, **fields})
    _fill_from_department(story)
    story.slug = _free_slug(headline)
    story.save()
    _revise(story, by)
    entries.put(**story_words(story))
    audit.record(by=by, verb="stories.create", target=story)
    return story


@transaction.atomic
def save(*, story: Story, version: int, by: User, **fields: Any) -> Story:
    """Store the form. ``version`` is the one the person started from.

    Raises Conflict when somebody else saved since, NotAllowed without the right to write.
    Saving what is already there changes nothing and breaks no seal.
    """
    story = lock(story, by)
    if story.version != version:
        raise Conflict(story)
    before = digest(content(story))
    _assign(story, fields)
    if digest(content(story)) != before:
        changed(story, by, "stories.save")
    return story


@transaction.atomic
def add_image(*, story: Story, asset: Asset, by: User) -> Story:
    """Append a picture to the story."""
    story = lock(story, by)
    last = story.story_images.aggregate(last=Max("position"))["last"]
    _row, added = StoryImage.objects.get_or_create(
        story=story, asset=asset, defaults={"position": 0 if last is None else last + 1}
    )
    return changed(story, by, "stories.add_image", asset=asset.pk) if added else story


@transaction.atomic
def remove_image(*, story: Story, asset: Asset, by: User) -> Story:
    """Take a picture out of the story; the asset stays in the library."""
    story = lock(story, by)
    removed, _rows = StoryImage.objects.filter(story=story, asset=asset).delete()
    return changed(story, by, "stories.remove_image", asset=asset.pk) if removed else story


@transaction.atomic
def move_image(*, story: Story, asset: Asset, steps: int, by: User) -> Story:
    """Move a picture up (negative) or down among its siblings. Raises WrongState when it is not there."""
    story = lock(story, by)
    rows = list(story.story_images.all())
    old = next((index for index, row in enumerate(rows) if row.asset_id == asset.pk), None)
    if old is None:
        raise WrongState("Das Bild ist nicht mehr im Beitrag. Laden Sie die Seite neu.")
    new = max(0, min(len(rows) - 1, old + steps))
    if new == old:
        return story
    rows.insert(new, rows.pop(old))
    for position, row in enumerate(rows):
        row.position = position
    StoryImage.objects.bulk_update(rows, ["position"])
    return changed(story, by, "stories.move_image", asset=asset.pk)


@transaction.atomic
def describe_image(*, story: Story, asset: Asset, alt_text: str, credit: str, caption: str, by: User) -> Story:
    """Set the words of a picture. A seal covers them, so the story changes with them."""
    story = lock(story, by)
    before = digest(content(story))
    assets.describe(asset=asset, alt_text=alt_text, credit=credit, caption=caption, by=by)
    if digest(content(story)) == before:
        return story
    return changed(story, by, "stories.describe_image", asset=asset.pk)


@transaction.atomic
def set_video(*, story: Story, asset: Asset | None, by: User) -> Story:
    """Give the story its video, or take it away."""
    story = lock(story, by)
    story.video = asset
    return changed(story, by, "stories.set_video", asset=asset.pk if asset else None)


@transaction.atomic
def restore(*, story: Story, revision: Revision, by: User) -> tuple[Story, list[str]]:
    """Make an earlier version the newest one; the sentences say what of it is gone and could not come back.

    Raises WrongState for a version of another story.
    """
    story = lock(story, by)
    if revision.story_id != story.pk:
        raise WrongState("Diese Fassung gehört zu einem anderen Beitrag. Laden Sie die Seite neu.")
    before, lost = digest(content(story)), []
    told = revision.content
    kept = FIELDS - {"department", "remit", "embargo"}
    _assign(story, {name: told[name] for name in kept if name in told})
    story.embargo = datetime.fromisoformat(told["embargo"]) if told.get("embargo") else None
    for name, model, gone in (("department", Department, "Das Amt"), ("remit", Remit, "Die Aufgabe")):
        row = model.objects.filter(name=told[name]).first() if told.get(name) else None
        if told.get(name) and row is None:
            lost.append(f"{gone} „{told[name]}“ gibt es nicht mehr.")
        setattr(story, name, row)
    lost += _restore_media(story, told)
    _restore_versions(story, told, by)
    return (
        story if digest(content(story)) == before else changed(story, by, "stories.restore", revision=revision.number)
    ), lost


def _restore_media(story: Story, told: dict[str, Any]) -> list[str]:
    """Pictures and film as they were, with today's words for them; what has left the library is named."""
    wanted = [image["asset"] for image in told["images"]]
    known = Asset.objects.in_bulk([*wanted, *([told["video"]["asset"]] if told["video"] else [])])
    story.story_images.all().delete()
    StoryImage.objects.bulk_create(
        StoryImage(story=story, asset=known[pk], position=place) for place, pk in enumerate(wanted) if pk in known
    )
    story.video = known.get(told["video"]["asset"]) if told["video"] else None
    gone = len([pk for pk in wanted if pk not in known])
    lost = ["Ein Bild ist" if gone == 1 else f"{gone} Bilder sind"] if gone else []
    lost += ["Das Video ist"] if told["video"] and story.video is None else []
    return [f"{subject} nicht mehr in der Mediathek." for subject in lost]


def _restore_versions(story: Story, told: dict[str, Any], by: User) -> None:
    """The other languages as they were."""
    wanted = {row["language"]: row for row in told.get("versions", [])}
    story.versions.exclude(language__in=wanted).delete()
    for row in wanted.values():
        put_version(story, row, by)


def put_version(story: Story, told: dict[str, Any], by: User) -> None:
    """A language's version as a revision tells it. It follows the German text beside which it was first stored."""
    carrying = story.revisions.filter(content__has_key="versions").order_by("number")
    origin = next((row for row in carrying.iterator() if told in row.content["versions"]), None)
    row = story.versions.filter(language=told["language"]).first() or LanguageVersion(
        story=story, language=told["language"], version=0
    )
    row.headline, row.lead, row.body = told["headline"], told["lead"], told["body"]
    row.based_on, row.version, row.last_editor = origin, row.version + 1, by
    row.save()


@transaction.atomic
def rendition_written(*, story: Story, by: User) -> Story:
    """Somebody wrote a rendition by hand: four eyes count them among the authors, and a seal breaks.

    For the room of the channels, which holds the story and audits what was written.
    """
    story.last_editor = by
    story.save(update_fields=["last_editor"])
    return reviews.break_seal(story=story, by=by)


@transaction.atomic
def set_captions(*, story: Story, file: IO[bytes] | None, reason: str, by: User) -> Story:
    """Give the story's film its captions, or the reason why it needs none. Raises WrongState without a film,
    BadCaptions for a file that is none."""
    story = lock(story, by)
    if story.video is None:
        raise WrongState("Der Beitrag hat kein Video mehr. Laden Sie die Seite neu.")
    before = digest(content(story))
    story.video = assets.set_captions(asset=story.video, file=file, reason=reason, by=by)
    if digest(content(story)) == before:
        return story
    return changed(story, by, "stories.set_captions", asset=story.video.pk)


def lock(story: Story, by: User) -> Story:
    """The story's row, held to the end of the transaction. Raises NotAllowed for whoever may not edit it."""
    locked = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if not rules.may_edit(by, locked):
        raise NotAllowed("Sie dürfen diesen Beitrag nicht bearbeiten.")
    return locked


def _assign(story: Story, fields: dict[str, Any]) -> None:
    assign(story, {name: written(value) if name == "body" else value for name, value in fields.items()}, FIELDS)


def _fill_from_department(story: Story) -> None:
    if story.department:
        story.contact = story.contact or story.department.contact
        story.responsible = story.responsible or story.department.responsible
        story.remit = story.remit or story.department.remit


def changed(story: Story, by: User, verb: str, **detail: Any) -> Story:
    """The one way a story changes: new version, new revision, broken seal, audit row."""
    story.version += 1
    story.last_editor = by
    story.save()
    _revise(story, by)
    entries.put(**story_words(story))
    audit.record(by=by, verb=verb, target=story, version=story.version, **detail)
    reviews.break_seal(story=story, by=by)
    return story


def end_embargo(story: Story, by: User) -> Story:
    """Take the embargo out of an approved story without breaking its seal, for whoever approves that at once.

    The caller holds the story. Nobody has written anything, so the last editor stays.
    """
    story.embargo = None
    story.version += 1
    story.save(update_fields=["embargo", "version", "updated_at"])
    _revise(story, by)
    return story


def _revise(story: Story, by: User) -> Revision:
    data = content(story)
    last = story.revisions.order_by("-number").first()
    checksum = digest(data)
    if last and last.digest == checksum:
        return last
    return Revision.objects.create(
        story=story,
        number=(last.number if last else 0) + 1,
        version=story.version,
        content=data,
        digest=checksum,
        created_by=by,
    )


def _free_slug(headline: str) -> str:
    """A readable address that no other story has."""
    stem = slugify(spelled_out(headline)) or "beitrag"
    if len(stem) > SLUG_LIMIT:
        stem = stem[: SLUG_LIMIT + 1].rpartition("-")[0] or stem[:SLUG_LIMIT]
    taken = set(Story.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidate, number = stem, 2
    while candidate in taken:
        candidate, number = f"{stem}-{number}", number + 1
    return candidate
