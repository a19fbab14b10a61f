"""The press lists, and who is on them."""

from datetime import datetime

from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from channels_publish.models import Account
from press.models.contacts import Contact
from press.models.outlets import PressTopic


class DistributionListQuerySet(models.QuerySet["DistributionList"]):
    """Named reading rules."""

    def with_readers(self, at: datetime) -> "DistributionListQuerySet":
        """Each with ``readers``: how many would get a mail at this moment."""
        rows = contacts_of(OuterRef(OuterRef("pk")), at).order_by().annotate(one=Value(1)).values("one")
        counted = Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        return self.annotate(readers=Coalesce(counted, 0))


class DistributionList(models.Model):
    """A press list: the account of the channel press is this list of contacts.

    On it are the contacts put there by hand and those who subscribed to one of its topics.
    """

    name = models.CharField("Name", max_length=120, unique=True)
    description = models.CharField(
        "Beschreibung", max_length=200, blank=True, help_text="Ein Satz für die Presse: Was kommt hier?"
    )
    account = models.OneToOneField(
        Account,
        verbose_name="Konto",
        on_delete=models.PROTECT,
        related_name="distribution_list",
        limit_choices_to={"kind": "press"},
    )
    contacts = models.ManyToManyField(Contact, verbose_name="Kontakte", through="Membership", related_name="lists")
    topics = models.ManyToManyField(PressTopic, verbose_name="Themen", blank=True, related_name="lists")
    open = models.BooleanField("Bei der Anmeldung wählbar", default=False)

    objects = DistributionListQuerySet.as_manager()

    class Meta:
        verbose_name = "Presseverteiler"
        verbose_name_plural = "Presseverteiler"
        ordering = ["name"]
        permissions = [("manage_press", "Presseverteiler pflegen")]

    def __str__(self) -> str:
        return self.name

    def active_contacts(self) -> models.QuerySet[Contact]:
        """Who gets a mail now, in a steady order."""
        return contacts_of(self, timezone.now()).order_by("email")


class Membership(models.Model):
    """A contact put on a list by hand."""

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


class OptOut(models.Model):
    """A contact left one list. Neither a topic nor an import nor the press office puts them back; they can."""

    list = models.ForeignKey(
        DistributionList, verbose_name="Presseverteiler", on_delete=models.CASCADE, related_name="opt_outs"
    )
    contact = models.ForeignKey(Contact, verbose_name="Kontakt", on_delete=models.CASCADE, related_name="opt_outs")
    at = models.DateTimeField("Abgemeldet", auto_now_add=True)

    class Meta:
        verbose_name = "Abmeldung vom Verteiler"
        verbose_name_plural = "Abmeldungen vom Verteiler"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["list", "contact"], name="opt_out_once")]

    def __str__(self) -> str:
        return f"{self.contact} nicht mehr in {self.list}"


def contacts_of(list_ref: DistributionList | OuterRef, at: datetime) -> models.QuerySet[Contact]:
    """Who gets a mail to this list at this moment: on it by hand or by a topic, not gone from it, and reachable."""
    # Each side asks for ids alone, not row by row for one contact: the database then reads each table once a list.
    by_hand = Membership.objects.filter(list=list_ref).values("contact")
    by_topic = Contact.topics.through.objects.filter(presstopic__lists=list_ref).values("contact")
    gone = OptOut.objects.filter(list=list_ref).values("contact")
    on_it = Q(pk__in=by_hand) | Q(pk__in=by_topic)
    return Contact.objects.reachable(at).filter(on_it).exclude(pk__in=gone)
