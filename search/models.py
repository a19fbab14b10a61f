"""What can be found: one row for each story, topic, release, asset and delivery, and the words they are written in."""

from django.db import models


class Kind(models.TextChoices):
    """What was found. The rooms above know what stands behind an id."""

    STORY = "story", "Beiträge"
    TOPIC = "topic", "Themen"
    RELEASE = "release", "Pressemitteilungen"
    ASSET = "asset", "Medien"
    DELIVERY = "delivery", "Auslieferungen"


class Entry(models.Model):
    """The words of one thing. ``*_terms`` hold them as the index wants them (:mod:`search.words`).

    The index itself belongs to the database: a tsvector column with a GIN index in PostgreSQL, an FTS5 table kept
    by triggers in SQLite (migration 0002).
    """

    kind = models.CharField(max_length=8, choices=Kind.choices)
    object_id = models.CharField(max_length=36)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    title_terms = models.TextField(blank=True)
    text_terms = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "Fundstelle"
        verbose_name_plural = "Fundstellen"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="entry_once")]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word that occurs somewhere, or did; by its halves it is found in spite of an error (:mod:`search.nearest`).

    ``folded`` is the word as the index spells it, ``shown`` as it was first written.
    """

    folded = models.CharField(max_length=40, unique=True)
    shown = models.CharField(max_length=40)
    head = models.CharField(max_length=20, db_index=True)
    tail = models.CharField(max_length=20, db_index=True)

    class Meta:
        verbose_name = "Wort"
        verbose_name_plural = "Wörter"

    def __str__(self) -> str:
        return self.shown
