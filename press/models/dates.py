"""Press dates, what changed about them, and who wants to come."""

import uuid
from datetime import datetime, timedelta
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from press.enums import AccreditationState, Proof, Purpose, RecipientState
from stories.models import Story

# A date without an end; calendars want to draw something.
USUAL_LENGTH = timedelta(hours=1)


def card_path(_row: models.Model, name: str) -> str:
    """A place nobody can guess, and never the name it came with."""
    return f"accreditations/{uuid.uuid4()}/nachweis{PurePath(name).suffix.lower()}"


class PressDateQuerySet(models.QuerySet["PressDate"]):
    """Named reading rules."""

    def public(self, at: datetime) -> "PressDateQuerySet":
        """What anonymous readers may know of now: released, its time reached, and so its story's embargo."""
        free = Q(story__isnull=True) | Q(story__embargo__isnull=True) | Q(story__embargo__lte=at)
        return self.filter(free, published=True).filter(Q(visible_from__isnull=True) | Q(visible_from__lte=at))

    def coming(self, at: datetime) -> "PressDateQuerySet":
        """Not over yet, the next first. What is cancelled stays until its time is over: people read it there."""
        return self.filter(over_at__gte=at).order_by("begins_at", "pk")

    def past(self, at: datetime) -> "PressDateQuerySet":
        """Over, the last one first."""
        return self.filter(over_at__lt=at).order_by("-begins_at", "-pk")


class PressDate(models.Model):
    """A date to which the press is invited.

    ``over_at`` is its end, or an hour after its beginning where none is known. ``sequence`` counts the changes
    calendars must hear of (RFC 5545, 3.8.7.4). ``places`` 0 means as many as come.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("Titel", max_length=200)
    begins_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende", null=True, blank=True)
    over_at = models.DateTimeField(editable=False, db_index=True)
    place = models.CharField("Ort", max_length=150)
    address = models.CharField("Adresse", max_length=250, blank=True)
    text = models.TextField("Worum es geht", blank=True)
    audience = models.CharField("Für wen", max_length=200, blank=True)
    people = models.CharField("Wer dabei ist", max_length=300, blank=True)
    photo = models.CharField("Fotomöglichkeit", max_length=250, blank=True)
    contact = models.TextField("Kontakt", blank=True)
    published = models.BooleanField("Öffentlich", default=False)
    visible_from = models.DateTimeField("Sichtbar ab", null=True, blank=True)
    accredits = models.BooleanField("Mit Akkreditierung", default=False)
    register_until = models.DateTimeField("Anmeldung bis", null=True, blank=True)
    places = models.PositiveSmallIntegerField("Plätze", default=0)
    keep_days = models.PositiveSmallIntegerField("Angaben löschen nach (Tage)", default=28)
    story = models.ForeignKey(
        Story, verbose_name="Beitrag", null=True, blank=True, on_delete=models.SET_NULL, related_name="press_dates"
    )
    cancelled_at = models.DateTimeField("Abgesagt", null=True, blank=True)
    cancel_reason = models.CharField("Grund der Absage", max_length=250, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PressDateQuerySet.as_manager()

    class Meta:
        verbose_name = "Pressetermin"
        verbose_name_plural = "Pressetermine"
        ordering = ["begins_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="press_date_ends_after_it_begins",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("begins_at")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The desk page of the date."""
        return reverse("desk:press_date", args=[self.pk])

    @property
    def where(self) -> str:
        """Place and address in one line."""
        return ", ".join(filter(None, [self.place, self.address]))

    @property
    def within_a_day(self) -> bool:
        """Whether it ends on the day it begins, so that saying the hour is enough."""
        return timezone.localdate(self.over_at) == timezone.localdate(self.begins_at)

    @property
    def forget_on(self) -> datetime:
        """From here on nothing personal of its accreditations is kept."""
        return self.over_at + timedelta(days=self.keep_days)

    def takes_registrations(self, at: datetime) -> bool:
        """Whether the form of the accreditation is open."""
        return self.accredits and self.cancelled_at is None and at < (self.register_until or self.begins_at)


class PressDateChange(models.Model):
    """What was changed about a public date, in words the press can read."""

    date = models.ForeignKey(PressDate, on_delete=models.CASCADE, related_name="changes")
    words = models.CharField("Änderung", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField("Geändert", auto_now_add=True)

    class Meta:
        verbose_name = "Terminänderung"
        verbose_name_plural = "Terminänderungen"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.words


class AccreditationQuerySet(models.QuerySet["Accreditation"]):
    """Named reading rules."""

    def accepted(self) -> "AccreditationQuerySet":
        """Who comes, by name."""
        return self.filter(state=AccreditationState.ACCEPTED).order_by("name", "pk")

    def waiting(self) -> "AccreditationQuerySet":
        """Nobody has decided yet."""
        return self.filter(state=AccreditationState.ASKED)


class Accreditation(models.Model):
    """One person who wants to come to a press date. Deleted with its file once ``PressDate.forget_on`` has passed."""

    date = models.ForeignKey(PressDate, on_delete=models.CASCADE, related_name="accreditations")
    name = models.CharField("Name", max_length=150)
    outlet = models.CharField("Redaktion oder Medium", max_length=150)
    email = models.EmailField("E-Mail-Adresse")
    phone = models.CharField("Telefon", max_length=60, blank=True)
    proof = models.CharField("Nachweis", max_length=12, choices=Proof.choices)
    proof_text = models.CharField("Nummer des Ausweises oder Name der Redaktion", max_length=150)
    card = models.FileField("Kopie des Nachweises", upload_to=card_path, max_length=255, blank=True)
    purposes = models.JSONField("Kommt für", default=list)
    needs = models.CharField("Besonderer Bedarf", max_length=500, blank=True)
    state = models.CharField(
        "Stand", max_length=8, choices=AccreditationState.choices, default=AccreditationState.ASKED
    )
    reason = models.CharField("Grund", max_length=250, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField("Entschieden", null=True, blank=True)
    mail_state = models.CharField(max_length=8, choices=RecipientState.choices, blank=True)
    mail_text = models.TextField("Wortlaut des Mailservers", blank=True)
    told = models.CharField("Mitgeteilt", max_length=8, choices=AccreditationState.choices, blank=True)
    created_at = models.DateTimeField("Angefragt", auto_now_add=True)

    objects = AccreditationQuerySet.as_manager()

    class Meta:
        verbose_name = "Akkreditierung"
        verbose_name_plural = "Akkreditierungen"
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["date", "email"], name="accreditation_once")]

    def __str__(self) -> str:
        # The audit trail keeps labels for good, so it must not learn the name.
        return f"Akkreditierung {self.pk}"

    @property
    def purpose_words(self) -> str:
        """What they come for, in words."""
        return ", ".join(Purpose(value).label for value in self.purposes)
