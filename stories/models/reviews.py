"""Immutable revisions, their reviews, and what is said about a story afterwards."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from stories.enums import CorrectionKind, Outcome
from stories.models.stories import Story


class Revision(models.Model):
    """What the story said at one moment. Never changed after it is written.

    ``version`` is the story's own at that moment; the content stands for every later one up to the next revision.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField("Nummer")
    version = models.PositiveIntegerField(null=True, editable=False)
    content = models.JSONField("Inhalt")
    digest = models.CharField("Prüfsumme", max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="revision_number")]

    def __str__(self) -> str:
        return f"Fassung {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a revision is never changed")
        super().save(*args, **kwargs)


# Whoever comes in the next morning looks; by the evening it is late.
CHECK_WITHIN = timedelta(hours=18)


class ReviewQuerySet(models.QuerySet["Review"]):
    def owing_check(self) -> "ReviewQuerySet":
        """Approvals of one person that a second one has not looked at yet, oldest first."""
        return self.filter(check_owed=True, checked_at__isnull=True).order_by("at", "pk")


class Review(models.Model):
    """One step of the review. An approval carries the seal and the exact payload it covers.

    ``check_owed``: approved on the short way of a crisis by one person; a second one still has to look.
    ``expires_at``: what has not gone out by then does not go out on this approval any more.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="reviews")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField("Ergebnis", max_length=12, choices=Outcome.choices)
    note = models.TextField("Hinweis", blank=True)
    seal = models.CharField("Freigabesiegel", max_length=64, blank=True)
    payload = models.JSONField("Versiegelter Inhalt", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="reviews")
    at = models.DateTimeField("Zeitpunkt", auto_now_add=True)
    expires_at = models.DateTimeField("Gilt bis", null=True, blank=True)
    check_owed = models.BooleanField("Zweite Prüfung offen", default=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="Zweite Prüfung von",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    checked_at = models.DateTimeField("Zweite Prüfung", null=True)
    check_note = models.TextField("Ergebnis der zweiten Prüfung", blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "Abnahme"
        verbose_name_plural = "Abnahmen"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="review_seal_iff_approved",
                condition=(Q(outcome=Outcome.APPROVED) & ~Q(seal="")) | (~Q(outcome=Outcome.APPROVED) & Q(seal="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} ({self.revision})"

    @property
    def check_late(self) -> bool:
        """Whether the second look is owed for more than 18 hours."""
        return self.check_owed and self.checked_at is None and timezone.now() - self.at > CHECK_WITHIN


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def open(self) -> "CorrectionQuerySet":
        """Not approved yet."""
        return self.filter(review__isnull=True)

    def published(self) -> "CorrectionQuerySet":
        """Approved, newest first."""
        return self.filter(review__isnull=False).order_by("-published_at", "-pk")

    def read_by_all(self) -> "CorrectionQuerySet":
        """Approved with a notice for readers, newest first. That an embargo ended early concerns the press alone."""
        return self.published().exclude(notice="").exclude(kind=CorrectionKind.LIFT)


class Correction(models.Model):
    """What the city says about a story that was already public: that it is corrected or taken back.

    ``notice`` is read by the public; ``quiet`` says that there shall be none, as for a typing error.
    ``ways`` maps an account's id to what shall happen there; an account it does not name takes the way
    its channel is best at. ``review`` is the approval that sealed it; without one it is still being written.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField("Art", max_length=12, choices=CorrectionKind.choices)
    notice = models.TextField("Hinweis für die Öffentlichkeit", blank=True)
    quiet = models.BooleanField("Ohne Hinweis", default=False)
    ways = models.JSONField("Vorgehen je Konto", default=dict, blank=True)
    review = models.OneToOneField(
        Review, verbose_name="Freigabe", null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Begonnen von", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("Begonnen", auto_now_add=True)
    published_at = models.DateTimeField("Öffentlich seit", null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "Korrektur"
        verbose_name_plural = "Korrekturen"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["story"], condition=Q(review__isnull=True), name="correction_one_open"),
            models.CheckConstraint(
                name="correction_published_with_review",
                condition=Q(review__isnull=True, published_at__isnull=True)
                | Q(review__isnull=False, published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.story}"

    @property
    def complete(self) -> bool:
        """Whether it says what it must say before anybody is asked to approve it."""
        return self.quiet or bool(self.notice.strip())
