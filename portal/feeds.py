"""City news as RSS 2.0."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed

from media_library.actions import assets
from media_library.files import path_of
from media_library.messages import BadFile
from media_library.models import Variant
from media_library.variants import SPECS, recipe
from portal import publisher
from portal.articles import Article, Picture, articles, public_stories

ITEMS = 30
PICTURE = "website"


class Rss(Rss201rev2Feed):
    """RSS 2.0 with a charset in its media type."""

    content_type = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Item:
    """An article in the feed with a moment of its own and the stored file of its first picture."""

    article: Article
    published: datetime
    picture: Variant | None


class NewsFeed(Feed):
    """The newest public stories. Every address is absolute already, so Django adds no host of the
    request; an article's address is permanent and serves as guid."""

    feed_type = Rss
    title = f"{publisher.NAME}: Nachrichten"
    description = f"Aktuelle Meldungen der {publisher.NAME}"
    language = "de"
    ttl = "5"
    item_guid_is_permalink = True

    def link(self) -> str:
        return publisher.absolute(reverse("portal:list"))

    def feed_url(self) -> str:
        return publisher.absolute(reverse("portal:feed"))

    def items(self) -> list[Item]:
        found = articles(public_stories()[:ITEMS])
        files = _stored([article.pictures[0] for article in found if article.pictures])
        return [
            Item(article, moment, files.get(article.pictures[0].asset.pk) if article.pictures else None)
            for article, moment in _distinct(found)
        ]

    def item_title(self, item: Item) -> str:
        return item.article.headline

    def item_description(self, item: Item) -> str:
        """The summary; a correction first, since readers of a feed may have read what was wrong."""
        newest = item.article.notices[:1]
        told = [f"Korrektur vom {timezone.localtime(notice.at):%d.%m.%Y}: {notice.text}" for notice in newest]
        return "\n\n".join([*told, item.article.summary])

    def item_link(self, item: Item) -> str:
        return item.article.absolute_url

    def item_pubdate(self, item: Item) -> datetime:
        return item.published

    def item_updateddate(self, item: Item) -> datetime:
        return item.article.changed

    def item_categories(self, item: Item) -> tuple[str, ...]:
        return item.article.keywords

    def item_enclosures(self, item: Item) -> list[Enclosure]:
        if item.picture is None:
            return []
        url = item.article.pictures[0].absolute_url
        return [Enclosure(url=url, length=str(item.picture.size), mime_type=item.picture.mime)]


def _distinct(found: list[Article]) -> Iterator[tuple[Article, datetime]]:
    """Newest first; RSS counts in seconds, and readers sort by them, so two in one second step apart."""
    last: datetime | None = None
    for article in found:
        moment = article.published.replace(microsecond=0)
        if last is not None:
            moment = min(moment, last - timedelta(seconds=1))
        last = moment
        yield article, moment


def _stored(pictures: list[Picture]) -> dict[int, Variant]:
    """The derived file of each picture, since an enclosure names its exact bytes; made where missing."""
    known = {
        row.asset_id: row
        for row in Variant.objects.filter(purpose=PICTURE, asset__in=[picture.asset.pk for picture in pictures])
    }
    for picture in pictures:
        asset = picture.asset
        row = known.get(asset.pk)
        wanted = recipe(SPECS[PICTURE], alt=asset.alt_text, credit=asset.credit)
        if row is None or row.recipe != wanted or not path_of(str(row.file)).is_file():
            known.pop(asset.pk, None)
            try:
                known[asset.pk] = assets.variant(asset=asset, kind=PICTURE)
            except (BadFile, OSError):
                continue  # the words matter more than a broken picture
    return known
