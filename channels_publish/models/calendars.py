"""The plan as a calendar to subscribe to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from channels_publish.enums import CalendarScope
from channels_publish.models.accounts import Account


class CalendarLinkQuerySet(models.QuerySet["CalendarLink"]):
    """Named reading rules."""

    def open(self) -> "CalendarLinkQuerySet":
        """Not revoked, and the person still has a login."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)


class CalendarLink(models.Model):
    """A person's address of the plan as a calendar. Only its SHA-256 is kept.

    ``account`` is set for the scope of one account, and for no other. ``name`` says where it is subscribed to, in the
    person's own words, so that the right one is revoked.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_links")
    scope = models.CharField("Zeigt", max_length=8, choices=CalendarScope.choices)
    account = models.ForeignKey(
        Account, verbose_name="Konto", null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_links"
    )
    name = models.CharField("Gerät", max_length=60, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("Angelegt", auto_now_add=True)
    revoked_at = models.DateTimeField("Gesperrt", null=True, blank=True)
    last_used_at = models.DateTimeField("Zuletzt abgerufen", null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "Kalenderadresse"
        verbose_name_plural = "Kalenderadressen"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="calendar_account_by_scope",
                condition=Q(scope=CalendarScope.ACCOUNT, account__isnull=False)
                | (~Q(scope=CalendarScope.ACCOUNT) & Q(account__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return str(self.account) if self.account else str(CalendarScope(self.scope).label)
