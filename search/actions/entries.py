"""Every write to the index. It happens in the transaction of what is indexed, so that nothing is found too late."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from search.actions import vocabulary
from search.models import Entry
from search.words import terms

# Longer texts are cut: what a release has to say, it says earlier.
LONGEST = 20_000


def put(*, kind: str, row: models.Model, title: str, text: str, at: datetime) -> None:
    """Let ``row`` be found by these words, in place of those it was found by before."""
    Entry.objects.update_or_create(kind=kind, object_id=str(row.pk), defaults=words(title=title, text=text, at=at))
    # Two transactions that wait for each other's new words would end one of them; a word may come a moment later.
    transaction.on_commit(lambda: vocabulary.learn([title, text[:LONGEST]]), robust=True)


def put_many(entries: Iterable[Entry]) -> int:
    """The same for many at once; how many."""
    rows = list(entries)
    names = ["title", "text", "title_terms", "text_terms", "at"]
    Entry.objects.bulk_create(rows, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=names)
    transaction.on_commit(
        lambda: vocabulary.learn([text for row in rows for text in (row.title, row.text)]), robust=True
    )
    return len(rows)


def entry(*, kind: str, row: models.Model, title: str, text: str, at: datetime) -> Entry:
    """A row for :func:`put_many`."""
    return Entry(kind=kind, object_id=str(row.pk), **words(title=title, text=text, at=at))


def words(*, title: str, text: str, at: datetime) -> dict[str, Any]:
    text = text[:LONGEST]
    return {
        "title": title[:300],
        "text": text,
        "title_terms": terms(title),
        "text_terms": terms(text),
        "at": at,
    }
