"""What journalists ask, and what the city answered."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from press.enums import UNSENT, AnswerWay, InquiryChannel, InquiryState, RecipientState
from press.models.contacts import Contact
from stories.models import Department, Story, Topic

# Characters of a question that fit a row of the list.
SHORT = 110


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """Named reading rules."""

    def open(self) -> "InquiryQuerySet":
        """Nobody has answered yet, and somebody still should; the next deadline first."""
        return self.filter(sent_at__isnull=True, closed_at__isnull=True).order_by("deadline", "pk")

    def overdue(self, at: datetime) -> "InquiryQuerySet":
        """Open past their deadline."""
        return self.open().filter(deadline__lt=at)

    def done(self) -> "InquiryQuerySet":
        """Answered or closed, the last one first."""
        return self.filter(Q(sent_at__isnull=False) | Q(closed_at__isnull=False)).order_by("-updated_at", "-pk")

    def in_time(self, since: datetime) -> tuple[int, int]:
        """How many were answered since then, and how many of them by their deadline."""
        punctual = models.Count("pk", filter=Q(sent_at__lte=F("deadline")))
        found = self.filter(sent_at__gte=since).aggregate(answered=models.Count("pk"), punctual=punctual)
        return found["answered"], found["punctual"]

    def for_list(self) -> "InquiryQuerySet":
        """With what a row of the list shows."""
        return self.select_related("owner", "contact", "answer").prefetch_related("asked__department")


class Inquiry(models.Model):
    """One question of one journalist. Name and addresses are copies: the record outlives a changed contact.

    ``answer`` is the newest wording, ``released_answer`` the one a second person released; only that one is sent.
    ``mail_state`` says what became of the mail, as :class:`press.enums.RecipientState`; empty: none was tried.
    """

    contact = models.ForeignKey(
        Contact, verbose_name="Kontakt", null=True, blank=True, on_delete=models.SET_NULL, related_name="inquiries"
    )
    name = models.CharField("Name", max_length=150)
    outlet = models.CharField("Redaktion oder Medium", max_length=150, blank=True)
    email = models.EmailField("E-Mail-Adresse", blank=True)
    phone = models.CharField("Telefon", max_length=60, blank=True)
    question = models.TextField("Frage")
    channel = models.CharField("Kam per", max_length=8, choices=InquiryChannel.choices, default=InquiryChannel.PHONE)
    received_at = models.DateTimeField("Eingegangen")
    deadline = models.DateTimeField("Antwort bis")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Zuständig", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="inquiries",
    )  # fmt: skip
    notes = models.TextField("Notizen", blank=True)
    answer = models.ForeignKey("InquiryAnswer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    released_answer = models.ForeignKey(
        "InquiryAnswer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Freigegeben von", null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    released_at = models.DateTimeField("Freigegeben", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="Mitgeteilt von", null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    sent_at = models.DateTimeField("Beantwortet", null=True, blank=True)
    sent_way = models.CharField("Weg", max_length=8, choices=AnswerWay.choices, blank=True)
    mail_state = models.CharField(max_length=8, choices=RecipientState.choices, blank=True)
    mail_text = models.TextField("Wortlaut des Mailservers", blank=True)
    message_id = models.CharField("Message-ID", max_length=255, blank=True)
    closed_at = models.DateTimeField("Geschlossen", null=True, blank=True)
    closed_reason = models.CharField("Grund", max_length=250, blank=True)
    topic = models.ForeignKey(
        Topic, verbose_name="Thema", null=True, blank=True, on_delete=models.SET_NULL, related_name="inquiries"
    )
    story = models.ForeignKey(
        Story, verbose_name="Beitrag", null=True, blank=True, on_delete=models.SET_NULL, related_name="inquiries"
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "Presseanfrage"
        verbose_name_plural = "Presseanfragen"
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["sent_at", "closed_at", "deadline"], name="inquiry_open")]
        constraints = [
            models.CheckConstraint(
                name="inquiry_sent_was_released",
                condition=Q(sent_at__isnull=True) | Q(released_answer__isnull=False, released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="inquiry_released_is_newest",
                condition=Q(released_answer__isnull=True) | Q(released_answer=F("answer")),
            ),
        ]

    def __str__(self) -> str:
        # The audit trail keeps labels for good, so it must not learn who asked.
        return f"Presseanfrage {self.pk}"

    def get_absolute_url(self) -> str:
        """The desk page of the inquiry."""
        return reverse("desk:inquiry", args=[self.pk])

    @property
    def who(self) -> str:
        """The journalist with their outlet."""
        return f"{self.name} ({self.outlet})" if self.outlet else self.name

    @property
    def state(self) -> InquiryState:
        """How far it is, from what happened."""
        if self.sent_at:
            return InquiryState.ANSWERED
        if self.closed_at:
            return InquiryState.CLOSED
        if self.released_at:
            return InquiryState.RELEASED
        return InquiryState.WRITTEN if self.answer_id else InquiryState.OPEN

    @property
    def is_open(self) -> bool:
        return self.sent_at is None and self.closed_at is None

    @property
    def mail_unclear(self) -> bool:
        """The mail may or may not have arrived: a person has to find out."""
        tried = self.mail_state not in {"", RecipientState.REFUSED, *UNSENT}
        return self.sent_at is None and tried

    def is_overdue(self, at: datetime) -> bool:
        """The rule of ``overdue``, for a row already loaded."""
        return self.is_open and self.deadline < at

    @property
    def short(self) -> str:
        """The question in one line, for lists."""
        words = " ".join(self.question.split())
        return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + " …"


class InquiryAnswer(models.Model):
    """One wording of an answer. Never changed after it is written."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField("Fassung")
    text = models.TextField("Antwort")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="Von", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("Geschrieben", auto_now_add=True)

    class Meta:
        verbose_name = "Antwort"
        verbose_name_plural = "Antworten"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["inquiry", "number"], name="answer_number_once")]

    def __str__(self) -> str:
        return f"Fassung {self.number}"


class AskedDepartment(models.Model):
    """A department that was asked for the facts of an answer, and when it gave them."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="asked")
    department = models.ForeignKey(Department, verbose_name="Amt", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("Gefragt", auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField("Geantwortet", null=True, blank=True)

    class Meta:
        verbose_name = "Gefragtes Amt"
        verbose_name_plural = "Gefragte Ämter"
        ordering = ["asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["inquiry", "department"], name="department_asked_once")]

    def __str__(self) -> str:
        return f"{self.department} zu {self.inquiry}"
