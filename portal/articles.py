"""A story as an anonymous reader may see it: the approved revision, never the working draft."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from channels_publish.plaintext import tidy
from media_library.models import Asset
from media_library.variants import SPECS, frame
from portal import prose
from portal.publisher import absolute
from stories.enums import CorrectionKind, Outcome
from stories.models import Correction, Review, Story, StoryQuerySet

TEASER: Final = 260
_SELF_EXPLAINING: Final = re.compile(
    r"©|\(c\)|.*\b(?:Foto|Bild|Grafik|Illustration|Karte|Repro|Visualisierung)s?:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of an article with the words that were approved with it; pixels are those of ``url``."""

    asset: Asset
    url: str
    small_url: str
    alt: str
    credit: str
    caption: str
    width: int
    height: int

    @property
    def absolute_url(self) -> str:
        return absolute(self.url)

    @property
    def credit_line(self) -> str:
        """``Foto: …``, unless the credit itself says what it credits."""
        return self.credit if not self.credit or _SELF_EXPLAINING.match(self.credit) else f"Foto: {self.credit}"

    @property
    def small_width(self) -> int:
        return frame((self.asset.width, self.asset.height), SPECS["thumb"])[0][0]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the city says afterwards about an article, and since when."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Article:
    """What the public site shows of one story. ``revised`` is when a change was released, ``notices`` are the
    corrections readers are told of, the newest first."""

    slug: str
    kicker: str
    headline: str
    lead: str
    raw_body: str
    place: str
    department: str
    keywords: tuple[str, ...]
    contact: str
    link: str
    published: datetime
    revised: datetime | None
    pictures: tuple[Picture, ...]
    has_video: bool
    notices: tuple[Notice, ...] = ()

    @property
    def url(self) -> str:
        return reverse("portal:article", args=[self.slug])

    @property
    def absolute_url(self) -> str:
        return absolute(self.url)

    @property
    def changed(self) -> datetime:
        """When this article last became different for its readers."""
        return self.revised or self.published

    @cached_property
    def body(self) -> SafeString:
        return prose.readable(self.raw_body)

    @cached_property
    def summary(self) -> str:
        """The lead, or the first sentences: plain text."""
        return prose.summary(self.lead, self.raw_body)

    @property
    def teaser(self) -> str:
        """The summary in the length of a list."""
        return prose.shortened(self.summary, TEASER)


def public_stories() -> StoryQuerySet:
    """The one queryset behind every anonymous address."""
    return _told(Story.objects.public(timezone.now()))


def stories_under_embargo() -> StoryQuerySet:
    """The one queryset behind every named link that opens a story before its time."""
    return _told(Story.objects.under_embargo(timezone.now()))


def _told(stories: StoryQuerySet) -> StoryQuerySet:
    """With what an article is made from: the live revision, and when its readers had it and last heard of it."""
    approvals = Review.objects.filter(story=OuterRef("pk"), revision=OuterRef("live"), outcome=Outcome.APPROVED)
    first = Subquery(approvals.order_by("at").values("at")[:1])
    told = Correction.objects.read_by_all().filter(story=OuterRef("pk"))
    last = Subquery(told.values("published_at")[:1])
    return stories.select_related("live").annotate(approved_at=first, corrected_at=last)


def withdrawal(slug: str) -> Correction | None:
    """Why the article that stood at this address is there no more; None where none was taken back from readers."""
    story = Story.objects.taken_back().filter(slug=slug).first()
    told = Correction.objects.published().filter(story=story, kind=CorrectionKind.WITHDRAWAL)
    return told.first() if story else None


def articles(stories: Iterable[Story]) -> list[Article]:
    """The approved words of public stories, in their order, with one query for all their pictures."""
    stories = list(stories)
    wanted = {image["asset"] for story in stories for image in _content(story)["images"]}
    assets = Asset.objects.in_bulk(wanted)
    notices = _notices(stories)
    return [_article(story, assets, notices.get(story.pk, ())) for story in stories]


def article(story: Story) -> Article:
    """The approved words of one public story."""
    return articles([story])[0]


def _notices(stories: list[Story]) -> dict[int, tuple[Notice, ...]]:
    """What readers are told of each story; what was put right before they had it is none of it."""
    since = {story.pk: story.public_from for story in stories if story.corrected_at}  # type: ignore[attr-defined]  # annotated by public_stories
    found: dict[int, tuple[Notice, ...]] = {}
    for row in Correction.objects.read_by_all().filter(story__in=since) if since else ():
        at, public_from = row.published_at, since[row.story_id]
        if at and public_from and at >= public_from:
            found[row.story_id] = (*found.get(row.story_id, ()), Notice(at, tidy(row.notice)))
    return found


def _article(story: Story, assets: Mapping[int, Asset], notices: tuple[Notice, ...]) -> Article:
    assert story.public_from is not None
    content = _content(story)
    return Article(
        slug=story.slug,
        kicker=tidy(content["kicker"]),
        headline=tidy(content["headline"]),
        lead=tidy(content["lead"]),
        raw_body=content["body"],
        place=tidy(content["place"]),
        department=content["department"],
        keywords=tuple(filter(None, map(tidy, content["keywords"]))),
        contact=tidy(content["contact"]),
        link=content["link"] if content["link"].startswith(("https://", "http://")) else "",
        published=story.public_from,
        revised=max(filter(None, [_revised(story), *(notice.at for notice in notices)]), default=None),
        pictures=tuple(_pictures(story.slug, content["images"], assets)),
        has_video=content["video"] is not None,
        notices=notices,
    )


def _revised(story: Story) -> datetime | None:
    """A revision written after publication is a correction; readers have it since its approval."""
    assert story.live is not None
    assert story.public_from is not None
    if story.live.created_at <= story.public_from:
        return None
    return story.approved_at or story.live.created_at  # type: ignore[attr-defined]  # annotated by public_stories


def _pictures(slug: str, images: list[dict[str, Any]], assets: Mapping[int, Asset]) -> Iterator[Picture]:
    for number, image in enumerate(images, start=1):
        asset = assets.get(image["asset"])
        if asset is None or asset.sha256 != image["sha256"]:
            continue
        (width, height), _crop = frame((asset.width, asset.height), SPECS["website"])
        # The checksum in the address keeps caches from showing the old picture under new words.
        version = f"?v={image['sha256'][:8]}"
        yield Picture(
            asset=asset,
            url=reverse("portal:picture", args=[slug, number]) + version,
            small_url=reverse("portal:small_picture", args=[slug, number]) + version,
            alt=tidy(image["alt"]),
            credit=tidy(image["credit"]),
            caption=tidy(image["caption"]),
            width=width,
            height=height,
        )


def picture_asset(story: Story, number: int) -> Asset | None:
    """The asset behind the approved picture with this number, counted from one."""
    images = _content(story)["images"]
    if not 1 <= number <= len(images):
        return None
    return Asset.objects.filter(pk=images[number - 1]["asset"], sha256=images[number - 1]["sha256"]).first()


def video_asset(story: Story) -> Asset | None:
    """The approved video, if the story has one."""
    video = _content(story)["video"]
    return Asset.objects.filter(pk=video["asset"], sha256=video["sha256"]).first() if video else None


def captions_file(story: Story) -> str:
    """The stored name of the approved captions, or an empty text: others than the approved ones never show."""
    film, approved = video_asset(story), (_content(story)["video"] or {}).get("captions", "")
    return str(film.captions) if film and approved and film.captions_sha256 == approved else ""


def _content(story: Story) -> dict[str, Any]:
    assert story.live is not None
    content: dict[str, Any] = story.live.content
    return content
