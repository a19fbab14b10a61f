"""Stories and their pictures."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_prose_editor.fields import ProseEditorField

from media_library.models import Asset
from stories.enums import CorrectionKind, State
from stories.models.crises import Crisis
from stories.models.departments import Department
from stories.models.remits import Remit
from stories.models.topics import Topic
from stories.richtext import EXTENSIONS


class StoryQuerySet(models.QuerySet["Story"]):
    """Named reading rules; nobody outside spells these conditions again."""

    def awaiting_review(self) -> "StoryQuerySet":
        """In the queue of the Chef vom Dienst, oldest submission first."""
        return self.filter(state=State.IN_REVIEW).order_by("submitted_at", "pk")

    def public(self, at: datetime) -> "StoryQuerySet":
        """What an anonymous reader may know of at this time: released, and past its embargo."""
        released = self.filter(Q(live__isnull=False), public_from__lte=at, held_by__isnull=True)
        return released.exclude(state=State.WITHDRAWN).order_by("-public_from", "-pk")

    def taken_back(self) -> "StoryQuerySet":
        """What readers had and must be told is no longer so; taken back earlier, it was never theirs."""
        return self.filter(
            state=State.WITHDRAWN,
            corrections__kind=CorrectionKind.WITHDRAWAL,
            corrections__published_at__gte=F("public_from"),
        )

    def next_release(self, at: datetime) -> datetime | None:
        """When the next approved story becomes public, if one is waiting."""
        waiting = self.going_public(at).order_by("public_from")
        return waiting.values_list("public_from", flat=True).first()

    def going_public(self, at: datetime) -> "StoryQuerySet":
        """Approved, not public yet, and by now nobody holds it back."""
        waiting = self.filter(live__isnull=False, public_from__gt=at, held_by__isnull=True)
        return waiting.exclude(state=State.WITHDRAWN)

    def under_embargo(self, at: datetime) -> "StoryQuerySet":
        """Approved and kept from the public by its embargo: what named journalists may already read."""
        return self.going_public(at).filter(embargo__gt=at)

    def with_desk_relations(self) -> "StoryQuerySet":
        return self.select_related("department", "remit", "author", "last_editor")


class Story(models.Model):
    """One piece of city news, written once. The fields are the working draft; what readers see
    is the revision in ``live``. ``held_by`` names the crisis that keeps it from becoming public;
    ``lane`` the crisis it speaks about, for which it takes the short way."""

    state = models.CharField("Stand", max_length=12, choices=State.choices, default=State.DRAFT, db_index=True)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    kicker = models.CharField("Dachzeile", max_length=120, blank=True)
    headline = models.CharField("Überschrift", max_length=250)
    lead = models.TextField("Vorspann", blank=True)
    body = ProseEditorField("Text", blank=True, extensions=EXTENSIONS, sanitize=True)
    place = models.CharField("Ort", max_length=80, default=settings.CITY, blank=True)
    department = models.ForeignKey(
        Department, verbose_name="Amt", null=True, blank=True, on_delete=models.PROTECT, related_name="stories"
    )
    keywords = models.JSONField("Schlagwörter", default=list, blank=True)
    contact = models.TextField("Kontakt", blank=True)
    responsible = models.CharField("V.i.S.d.P.", max_length=200, blank=True)
    link = models.URLField("Weiterführender Link", max_length=500, blank=True)
    embargo = models.DateTimeField("Sperrfrist", null=True, blank=True)
    video = models.ForeignKey(
        Asset, verbose_name="Video", null=True, blank=True, on_delete=models.PROTECT, related_name="video_stories"
    )
    images = models.ManyToManyField(Asset, verbose_name="Bilder", through="StoryImage", related_name="stories")
    topic = models.ForeignKey(
        Topic, verbose_name="Thema", null=True, blank=True, on_delete=models.SET_NULL, related_name="stories"
    )
    remit = models.ForeignKey(
        Remit, verbose_name="Aufgabe", null=True, blank=True, on_delete=models.PROTECT, related_name="stories"
    )
    source_ref = models.CharField("Herkunft", max_length=120, blank=True, db_index=True)

    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Autorin/Autor", on_delete=models.PROTECT, related_name="stories"
    )
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Zuletzt bearbeitet von", on_delete=models.PROTECT, related_name="+"
    )
    live = models.ForeignKey("Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    public_from = models.DateTimeField("Öffentlich ab", null=True, blank=True)
    held_by = models.ForeignKey(
        Crisis, verbose_name="Angehalten durch", null=True, blank=True, on_delete=models.PROTECT, related_name="held"
    )
    lane = models.ForeignKey(
        Crisis, verbose_name="Krisenbeitrag", null=True, blank=True, on_delete=models.PROTECT, related_name="lane"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField("Eingereicht", null=True, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = "Beitrag"
        verbose_name_plural = "Beiträge"
        ordering = ["-updated_at", "-pk"]
        permissions = [
            ("write_story", "Beiträge schreiben"),
            ("submit_story", "Beiträge einreichen"),
            ("approve_story", "Beiträge freigeben"),
        ]
        indexes = [
            models.Index(F("public_from").desc(), F("id").desc(), name="story_public"),
            models.Index(F("updated_at").desc(), name="story_recent"),
        ]
        constraints = [
            models.CheckConstraint(
                name="story_live_has_time",
                condition=Q(live__isnull=True, public_from__isnull=True)
                | Q(live__isnull=False, public_from__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        """The desk page of the story."""
        return reverse("desk:story", args=[self.pk])

    @property
    def public_url(self) -> str:
        """The address of the article on our own portal, as it goes into posts."""
        return f"{settings.PUBLIC_URL}/nachrichten/{self.slug}/"

    def is_public(self, at: datetime) -> bool:
        """The rule of ``public``, for a row already loaded."""
        reached = self.public_from is not None and self.public_from <= at
        return reached and self.held_by_id is None and self.state != State.WITHDRAWN

    def ordered_images(self) -> list[Asset]:
        rows = self.story_images.all()
        # Pages that ask often prefetch once; a fresh select_related would go past that.
        loaded = "story_images" in getattr(self, "_prefetched_objects_cache", {})
        return [row.asset for row in (rows if loaded else rows.select_related("asset"))]


class StoryImage(models.Model):
    """A picture at its place in a story; the first one leads."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="story_images")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="story_images")
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Bild im Beitrag"
        verbose_name_plural = "Bilder im Beitrag"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["story", "asset"], name="story_image_once")]

    def __str__(self) -> str:
        return f"{self.asset} in {self.story}"
