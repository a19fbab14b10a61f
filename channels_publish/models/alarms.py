"""What a person must be told about, once."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from channels_publish.enums import Trouble
from channels_publish.models.accounts import Account
from channels_publish.models.deliveries import Delivery

MAIL_LATE_AFTER = timedelta(minutes=3)


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def standing(self) -> "AlarmQuerySet":
        """What is still so."""
        return self.filter(cleared_at__isnull=True).order_by("raised_at", "pk")

    def untold(self) -> "AlarmQuerySet":
        """Still so, and not mailed yet."""
        return self.standing().filter(mailed_at__isnull=True)

    def to_mail(self, at: datetime) -> "AlarmQuerySet":
        """Untold, and in nobody's hands: not claimed, or by a process that has gone silent."""
        return self.untold().filter(Q(mailing_until__isnull=True) | Q(mailing_until__lt=at))

    def overdue_mail(self, at: datetime) -> "AlarmQuerySet":
        """Raised long enough ago that the mail about it should have been taken: the mail server is the trouble."""
        return self.untold().filter(raised_at__lt=at - MAIL_LATE_AFTER)


class Alarm(models.Model):
    """Trouble with one delivery or one account: raised when first seen, mailed once, cleared when it is gone.

    One standing row for each thing and trouble, so that a minute's sweep never mails twice.
    ``mailing_until`` is the lease of the one process that hands the mail over right now.
    """

    trouble = models.CharField("Art", max_length=12, choices=Trouble.choices)
    delivery = models.ForeignKey(Delivery, null=True, blank=True, on_delete=models.CASCADE, related_name="alarms")
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="alarms")
    raised_at = models.DateTimeField("Bemerkt")
    mailing_until = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField("Gemeldet", null=True, blank=True)
    cleared_at = models.DateTimeField("Erledigt", null=True, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        verbose_name = "Alarm"
        verbose_name_plural = "Alarme"
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trouble", "delivery"], condition=Q(cleared_at__isnull=True), name="alarm_once_a_delivery"
            ),
            models.UniqueConstraint(
                fields=["trouble", "account"],
                condition=Q(cleared_at__isnull=True, delivery__isnull=True),
                name="alarm_once_an_account",
            ),
            models.CheckConstraint(
                name="alarm_about_one_thing", condition=Q(delivery__isnull=False) ^ Q(account__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_trouble_display()}: {self.delivery or self.account}"
