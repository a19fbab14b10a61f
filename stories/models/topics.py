"""Topics: what might become a story, where it came from, and what comes round again."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from media_library.models import Asset
from media_library.naming import safe_name
from stories.enums import CLOSED_TOPICS, SourceKind, TopicState
from stories.models.departments import Department
from stories.recurring import Occurrence, Round


def intake_path(_row: models.Model, name: str) -> str:
    """A place nobody can guess; what comes from outside is never served under its own name's type."""
    return f"intake/{uuid.uuid4()}/{safe_name(name)}"


class Recurrence(models.Model):
    """An item that comes round again, such as the weekly video review.

    ``rule`` is an RRULE (RFC 5545, 3.3.10) without a time; ``time`` is the city's wall time of the deadline, the
    same before and after a clock change. A topic is made ``lead_days`` ahead; ``made_until`` is the last day done.
    """

    title = models.CharField("Titel", max_length=250)
    notes = models.TextField("Notizen", blank=True)
    department = models.ForeignKey(
        Department, verbose_name="Amt", null=True, blank=True, on_delete=models.PROTECT, related_name="recurrences"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Zuständig", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="recurrences",
    )  # fmt: skip
    rule = models.CharField("Regel", max_length=200)
    starts_on = models.DateField("Beginnt am")
    time = models.TimeField("Uhrzeit der Frist")
    lead_days = models.PositiveSmallIntegerField("Vorlauf in Tagen", default=7)
    active = models.BooleanField("Aktiv", default=True)
    made_until = models.DateField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Wiederkehrendes Thema"
        verbose_name_plural = "Wiederkehrende Themen"
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def round(self) -> Round:
        """The rule with the dates that are left out or put elsewhere."""
        rows = self.changes.all()
        changed = {row.day: Occurrence(row.day, row.on, row.time, skipped=row.skipped) for row in rows}
        return Round(self.rule, self.starts_on, self.time, changed)


class OccurrenceChange(models.Model):
    """One date of a recurring item that is left out, or is on another day or at another time.

    ``day`` is the day by the rule, which the topic keeps as its ``due_on``; ``on`` and ``time`` say when it really is,
    or would be were it not left out.
    """

    recurrence = models.ForeignKey(Recurrence, on_delete=models.CASCADE, related_name="changes")
    day = models.DateField("Tag nach der Regel")
    on = models.DateField("Tag")
    time = models.TimeField("Uhrzeit der Frist")
    skipped = models.BooleanField("Fällt aus", default=False)

    class Meta:
        verbose_name = "Abweichender Termin"
        verbose_name_plural = "Abweichende Termine"
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["recurrence", "day"], name="occurrence_changed_once")]

    def __str__(self) -> str:
        return f"{self.recurrence} am {self.day:%d.%m.%Y}"


class TopicQuerySet(models.QuerySet["Topic"]):
    """Named reading rules."""

    def open(self) -> "TopicQuerySet":
        """Somebody still has to decide or to write."""
        return self.exclude(state__in=CLOSED_TOPICS)

    def unowned(self) -> "TopicQuerySet":
        """Open, and nobody has taken it."""
        return self.open().filter(owner__isnull=True)

    def waiting(self) -> "TopicQuerySet":
        """Come in, and nobody has decided about it."""
        return self.filter(state=TopicState.NEW)

    def overdue(self, at: datetime) -> "TopicQuerySet":
        """Open past their deadline."""
        return self.open().filter(deadline__lt=at)

    def pressing_first(self) -> "TopicQuerySet":
        """By deadline; those without one after them, the newest first."""
        return self.order_by(F("deadline").asc(nulls_last=True), "-created_at", "-pk")

    def for_cards(self) -> "TopicQuerySet":
        """With what a card of the board shows."""
        return self.select_related("department", "owner", "alike", "joined_to").prefetch_related("sources", "stories")


class Topic(models.Model):
    """News that reached the office, or an idea of its own; with one click it becomes a story.

    ``text`` is cleaned HTML. ``fingerprint`` recognises the same news arriving twice, ``sketch`` nearly the same;
    ``alike`` is the topic this one may be the same as, until a person says so or not. ``joined_to`` is the topic
    that goes on with the sources of this one. ``due_on`` is the day a recurring item is made for, so that it is made
    once.
    """

    state = models.CharField("Stand", max_length=12, choices=TopicState.choices, default=TopicState.NEW, db_index=True)
    title = models.CharField("Titel", max_length=250)
    text = models.TextField("Inhalt", blank=True)
    notes = models.TextField("Notizen", blank=True)
    reason = models.CharField("Grund der Ablehnung", max_length=250, blank=True)
    department = models.ForeignKey(
        Department, verbose_name="Amt", null=True, blank=True, on_delete=models.PROTECT, related_name="topics"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Zuständig", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="topics",
    )  # fmt: skip
    deadline = models.DateTimeField("Frist", null=True, blank=True, db_index=True)
    recurrence = models.ForeignKey(
        Recurrence, verbose_name="Wiederkehrend", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="topics",
    )  # fmt: skip
    due_on = models.DateField(null=True, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    sketch = models.JSONField(default=list, blank=True, editable=False)
    alike = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    joined_to = models.ForeignKey(
        "self", verbose_name="Zusammengelegt mit", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="joined",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Angelegt von", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Zuletzt bearbeitet von", null=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    created_at = models.DateTimeField("Eingegangen", auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "Thema"
        verbose_name_plural = "Themen"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "-created_at", "-id"], name="topic_board")]
        constraints = [
            models.UniqueConstraint(
                fields=["recurrence", "due_on"], condition=Q(recurrence__isnull=False), name="topic_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The desk page of the topic."""
        return reverse("desk:topic", args=[self.pk])

    @property
    def leading(self) -> "Topic":
        """The topic in which this one goes on: itself, or the one it was joined to."""
        return self.joined_to or self

    def all_sources(self) -> "TopicSourceQuerySet":
        """Its own arrivals and those of the topics joined to it, oldest first."""
        return TopicSource.objects.filter(Q(topic=self) | Q(topic__joined_to=self))


class TopicSourceQuerySet(models.QuerySet["TopicSource"]):
    """Named reading rules."""

    def by_link(self, link: models.Model) -> "TopicSourceQuerySet":
        """What came by this personal link, also under its former addresses."""
        return self.filter(kind=SourceKind.FORM, ref__startswith=f"{link.pk}:")

    def by_key(self, key: models.Model) -> "TopicSourceQuerySet":
        """What another program handed in with this key."""
        return self.filter(kind=SourceKind.API, ref__startswith=f"{key.pk}:")


class TopicSource(models.Model):
    """One arrival of a topic: who sent what, when, by which door, with the original as it came.

    ``ref`` is what the door calls it (a Message-ID, a feed entry's id, an idempotency key): the same one is
    taken in once. ``twin`` says that it joined a topic that was already there.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField("Eingang", max_length=8, choices=SourceKind.choices)
    ref = models.CharField("Kennung", max_length=255, blank=True)
    sender = models.CharField("Von", max_length=200, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    url = models.URLField("Adresse", max_length=500, blank=True)
    title = models.CharField("Titel", max_length=250, blank=True)
    text = models.TextField("Inhalt", blank=True)
    original = models.FileField("Original", upload_to=intake_path, max_length=255, blank=True)
    original_name = models.CharField(max_length=255, blank=True)
    original_mime = models.CharField(max_length=100, blank=True)
    twin = models.BooleanField("Dublette", default=False)
    received_at = models.DateTimeField("Eingegangen")

    objects = TopicSourceQuerySet.as_manager()

    class Meta:
        verbose_name = "Quelle"
        verbose_name_plural = "Quellen"
        ordering = ["received_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], condition=~Q(ref=""), name="source_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.sender or self.title}"


class Attachment(models.Model):
    """A file that came along. It is kept as it came and offered for download only; as an ``asset`` it may be used."""

    source = models.ForeignKey(TopicSource, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField("Dateiname", max_length=255)
    mime = models.CharField("Dateityp", max_length=100)
    size = models.PositiveBigIntegerField("Größe in Byte")
    sha256 = models.CharField("Prüfsumme", max_length=64)
    alt_text = models.CharField("Alternativtext", max_length=1000, blank=True)
    file = models.FileField("Datei", upload_to=intake_path, max_length=255)
    asset = models.ForeignKey(
        Asset, verbose_name="Medium", null=True, blank=True, on_delete=models.SET_NULL, related_name="attachments"
    )

    class Meta:
        verbose_name = "Anhang"
        verbose_name_plural = "Anhänge"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Judged by its bytes when it came in."""
        return self.mime.startswith("image/")

    @property
    def is_film(self) -> bool:
        return self.mime.startswith("video/")
