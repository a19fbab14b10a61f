"""From rows to the frozen post that leaves the house."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from channels_publish import fitting
from channels_publish.adapters.base import Amendment, Image, Post, Video
from channels_publish.channels import adapter_class
from channels_publish.enums import Kind, Media
from channels_publish.models import Rendition
from media_library import signing
from media_library.actions import assets
from media_library.models import Asset
from stories.models import Story
from stories.richtext import clean

# These carry the whole body; the others a text of their own and a link to the article.
LONG_FORM = frozenset({Kind.PRESS, Kind.WEBSITE})


def source(story: Story) -> fitting.Source:
    """What the drafts are made from."""
    return fitting.Source(
        kicker=story.kicker,
        headline=story.headline,
        lead=story.lead,
        body_html=clean(story.body),
        department=story.department.name if story.department else "",
        keywords=tuple(story.keywords),
        contact=story.contact,
        responsible=story.responsible,
        link=story.public_url,
        city=story.place or settings.CITY,
        date=None,
        embargo=story.embargo,
        has_video=story.video_id is not None,
        has_images=bool(story.ordered_images()),
    )


def carried_images(rendition: Rendition) -> list[Asset]:
    """The pictures this rendition takes along, before cropping."""
    if rendition.account.kind == Kind.YOUTUBE:
        return []
    if rendition.media != Media.IMAGES:
        return []
    if images := rendition.story.ordered_images():
        return images[: most_images(rendition.account.kind)]
    return [rendition.tile] if rendition.tile else []


def most_images(kind: str) -> int | None:
    """How many pictures one post of this channel shows; None where it shows all."""
    limit = adapter_class(kind).limits.get("images")
    return int(limit.value) if limit else None


def lacks_video(rendition: Rendition) -> bool:
    """Whether this channel is nothing without a video, and the story has none."""
    return rendition.account.kind == Kind.YOUTUBE and rendition.story.video_id is None


def carries_video(rendition: Rendition) -> bool:
    return rendition.story.video is not None and (
        rendition.account.kind == Kind.YOUTUBE or rendition.media == Media.VIDEO
    )


def compose(rendition: Rendition, *, date: dt.date | None = None, amendments: tuple[Amendment, ...] = ()) -> Post:
    """The post as the adapter will send it. ``date`` is the day printed on the release (today)."""
    story, kind = rendition.story, rendition.account.kind
    video = story.video if carries_video(rendition) else None
    return Post(
        title=rendition.title,
        text=rendition.text,
        html=clean(rendition.html or story.body) if kind in LONG_FORM else "",
        link=story.link or story.public_url if kind in LONG_FORM else story.public_url,
        tags=tuple(rendition.tags),
        images=tuple(_image(asset, kind) for asset in carried_images(rendition)),
        video=_video(video) if video else None,
        kicker=story.kicker,
        department=story.department.name if story.department else "",
        contact=story.contact,
        responsible=story.responsible,
        embargo=timezone.localtime(story.embargo).isoformat() if story.embargo else "",
        date=(date or timezone.localdate()).isoformat(),
        slug=story.slug,
        amendments=amendments,
    )


def _image(asset: Asset, kind: str) -> Image:
    variant = assets.variant(asset=asset, kind=kind)
    return Image(
        name=f"{Path(asset.original_name).stem}.jpg",
        path=variant.file.path,
        url=signing.public_url(str(variant.file)),
        mime=variant.mime,
        width=variant.width,
        height=variant.height,
        size=variant.size,
        sha256=variant.sha256,
        alt=asset.alt_text,
        credit=asset.credit,
        caption=asset.caption,
    )


def _video(asset: Asset) -> Video:
    return Video(
        name=asset.original_name,
        path=asset.file.path,
        url=signing.public_url(str(asset.file)),
        mime=asset.mime,
        width=asset.width,
        height=asset.height,
        seconds=asset.seconds or 0.0,
        size=asset.size,
        sha256=asset.sha256,
    )


def as_record(post: Post) -> dict[str, Any]:
    """The post as the ledger keeps it: words and checksums, neither paths nor signed addresses."""
    data = asdict(post)
    for medium in [*data["images"], *([data["video"]] if data["video"] else [])]:
        del medium["path"], medium["url"]
    return data
