"""Journalists, and the lists they are on."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from channels_publish.models import Account
from press.enums import Suspended


class ContactQuerySet(models.QuerySet["Contact"]):
    """Named reading rules."""

    def active(self) -> "ContactQuerySet":
        return self.filter(active=True)

    def suspended(self) -> "ContactQuerySet":
        """Who gets no mail because of what came back, the latest first."""
        return self.exclude(suspended_at=None).order_by("-suspended_at", "pk")


class Contact(models.Model):
    """A journalist or a newsroom that wants our mail. Addresses are stored in lower case.

    ``suspended_at`` holds back all mail because of what came back; only what was sent after ``returns_from``,
    when a person lifted that, counts again.
    """

    name = models.CharField("Name", max_length=150)
    outlet = models.CharField("Redaktion oder Medium", max_length=150, blank=True)
    email = models.EmailField("E-Mail-Adresse", unique=True)
    active = models.BooleanField("Erhält Mitteilungen", default=True)
    created_at = models.DateTimeField("Aufgenommen", auto_now_add=True)
    suspended_at = models.DateTimeField("Ausgesetzt seit", null=True, blank=True, editable=False)
    suspended_for = models.CharField(
        "Ausgesetzt, weil", max_length=10, choices=Suspended.choices, blank=True, editable=False
    )
    returns_from = models.DateTimeField("Rückläufer zählen ab", null=True, blank=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "Kontakt"
        verbose_name_plural = "Kontakte"
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(name="contact_email_lower", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return f"{self.name} ({self.outlet})" if self.outlet else self.name


class DistributionList(models.Model):
    """A press list: the account of the channel press is this list of contacts."""

    name = models.CharField("Name", max_length=120, unique=True)
    account = models.OneToOneField(
        Account,
        verbose_name="Konto",
        on_delete=models.PROTECT,
        related_name="distribution_list",
        limit_choices_to={"kind": "press"},
    )
    contacts = models.ManyToManyField(Contact, verbose_name="Kontakte", through="Membership", related_name="lists")

    class Meta:
        verbose_name = "Presseverteiler"
        verbose_name_plural = "Presseverteiler"
        ordering = ["name"]
        permissions = [("manage_press", "Presseverteiler pflegen")]

    def __str__(self) -> str:
        return self.name

    def active_contacts(self) -> models.QuerySet[Contact]:
        """Who gets a mail today, in a steady order."""
        return self.contacts.filter(active=True, suspended_at=None).order_by("email")


class Membership(models.Model):
    """A contact on a list."""

    list = models.ForeignKey(
        DistributionList, verbose_name="Presseverteiler", on_delete=models.CASCADE, related_name="memberships"
    )
    contact = models.ForeignKey(Contact, verbose_name="Kontakt", on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        verbose_name = "Eintrag im Verteiler"
        verbose_name_plural = "Einträge im Verteiler"
        ordering = ["contact__name"]
        constraints = [models.UniqueConstraint(fields=["list", "contact"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.contact} in {self.list}"
