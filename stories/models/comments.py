"""Remarks on a text: comments of colleagues, and fact checks of departments without an account."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from people.models import User
from stories.enums import Verdict
from stories.models.departments import Department
from stories.models.reviews import Review, Revision
from stories.models.stories import Story


class FactCheckQuerySet(models.QuerySet["FactCheck"]):
    def usable(self, at: datetime) -> "FactCheckQuerySet":
        """Its link still opens: not revoked, not past its date."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class FactCheck(models.Model):
    """One department is asked whether one revision is right, by a link that dies on its date.

    Only the link's SHA-256 is kept. The answer belongs to ``revision``, whatever the story says later.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="fact_checks")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="fact_checks")
    name = models.CharField("Name", max_length=150)
    email = models.EmailField("E-Mail", blank=True)
    department = models.ForeignKey(
        Department, verbose_name="Amt", null=True, blank=True, on_delete=models.PROTECT, related_name="fact_checks"
    )
    question = models.TextField("Frage", blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Angefragt von", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("Angefragt", auto_now_add=True)
    expires_at = models.DateTimeField("Gültig bis")
    opened_at = models.DateTimeField("Zuerst geöffnet", null=True, blank=True)
    answered_at = models.DateTimeField("Beantwortet", null=True, blank=True)
    verdict = models.CharField("Antwort", max_length=8, choices=Verdict.choices, blank=True)
    remark = models.TextField("Anmerkung", blank=True)
    revoked_at = models.DateTimeField("Zurückgezogen", null=True, blank=True)

    objects = FactCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "Faktencheck"
        verbose_name_plural = "Faktenchecks"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="fact_check_answer_has_time",
                condition=Q(answered_at__isnull=True, verdict="") | (Q(answered_at__isnull=False) & ~Q(verdict="")),
            )
        ]

    def __str__(self) -> str:
        return f"Faktencheck durch {self.name}"


class CommentQuerySet(models.QuerySet["Comment"]):
    def open(self) -> "CommentQuerySet":
        """Threads nobody has resolved."""
        return self.filter(parent__isnull=True, resolved_at__isnull=True)

    def noted_in_review(self, by: User, *, since: datetime | None) -> "CommentQuerySet":
        """What this person noted since the story was handed in and has not returned with it yet."""
        found = self.open().filter(author=by, review__isnull=True)
        return found.filter(created_at__gte=since) if since else found


class Comment(models.Model):
    """A remark on a passage of a story, or an answer to one.

    The passage is kept as a quotation with its surroundings (W3C Web Annotation, TextQuoteSelector), not as a
    mark in the text: a remark must break no seal. An empty ``quote`` speaks about the whole field or story.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    field = models.CharField("Feld", max_length=20, blank=True)
    quote = models.TextField("Stelle", blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    text = models.TextField("Kommentar")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Von", null=True, blank=True, on_delete=models.PROTECT,
        related_name="comments",
    )  # fmt: skip
    fact_check = models.ForeignKey(
        FactCheck, verbose_name="Faktencheck", null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    review = models.ForeignKey(
        Review, verbose_name="Abnahme", null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="Erwähnt", through="Mention", related_name="mentioned_in"
    )
    created_at = models.DateTimeField("Zeitpunkt", auto_now_add=True)
    resolved_at = models.DateTimeField("Erledigt", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "Kommentar"
        verbose_name_plural = "Kommentare"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_has_one_author",
                condition=Q(author__isnull=False, fact_check__isnull=True)
                | Q(author__isnull=True, fact_check__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class MentionQuerySet(models.QuerySet["Mention"]):
    def waiting(self, user: User) -> "MentionQuerySet":
        """Where this person is named and has not looked yet, newest first."""
        return self.filter(user=user, seen_at__isnull=True).order_by("-comment__created_at", "-pk")


class Mention(models.Model):
    """A colleague named in a comment; ``seen_at`` is when they opened it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mention_rows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mention_rows")
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = "Erwähnung"
        verbose_name_plural = "Erwähnungen"
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="mention_once")]
        indexes = [models.Index(fields=["user", "seen_at"], name="mention_waiting")]

    def __str__(self) -> str:
        return f"{self.user} in {self.comment}"
