"""Write the search index anew, for data that was there before it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand

import media_library.searchable
import press.searchable
from channels_publish import searchable as channels
from channels_publish.enums import Act
from channels_publish.models import Delivery
from media_library.models import Asset
from press.models import PressRelease
from search.actions import entries
from search.models import Entry
from stories.models import Story, Topic
from stories.searchable import story_words, topic_words

BATCH = 500


class Command(BaseCommand):
    help = "Schreibt den Suchindex neu; im laufenden Betrieb möglich."

    def handle(self, **_options: Any) -> None:
        for label, rows, words in _everything():
            count = 0
            found = (entries.entry(**words(row)) for row in rows)
            for batch in _batches(found):
                count += entries.put_many(batch)
                self.stderr.write(f"\r{label}: {count}", ending="")
            self.stderr.write(f"\r{label}: {count}")


def _everything() -> Iterator[tuple[str, Iterable[Any], Callable[[Any], dict[str, Any]]]]:
    """Each kind with its rows, read in pieces, and how it is found."""
    stories = Story.objects.select_related("department").order_by("pk")
    yield "Beiträge", stories.iterator(BATCH), story_words
    yield "Themen", Topic.objects.select_related("department").order_by("pk").iterator(BATCH), topic_words
    yield "Medien", Asset.objects.order_by("pk").iterator(BATCH), media_library.searchable.words
    releases = PressRelease.objects.select_related("story").order_by("pk")
    yield "Pressemitteilungen", releases.iterator(BATCH), press.searchable.words
    deliveries = Delivery.objects.filter(act=Act.PUBLISH).select_related("account", "rendition__story").order_by("pk")
    yield "Auslieferungen", deliveries.iterator(BATCH), channels.words


def _batches(found: Iterator[Entry]) -> Iterator[list[Entry]]:
    while batch := list(islice(found, BATCH)):
        yield batch
