"""How a consent came about, and whom we must not add again."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.utils import timezone

from press.models.contacts import Contact

UNCONFIRMED_FOR: Final = timedelta(days=7)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Named reading rules."""

    def waiting(self, at: datetime) -> "SignUpQuerySet":
        """Not confirmed, and still in time."""
        return self.filter(created_at__gt=at - UNCONFIRMED_FOR)

    def expired(self, at: datetime) -> "SignUpQuerySet":
        return self.filter(created_at__lte=at - UNCONFIRMED_FOR)


class SignUp(models.Model):
    """Somebody typed an address into our form. Nobody has shown yet that it is theirs; after a week it is deleted."""

    name = models.CharField("Name", max_length=150)
    outlet = models.CharField("Redaktion oder Medium", max_length=150, blank=True)
    email = models.EmailField("E-Mail-Adresse", db_index=True)
    wishes = models.JSONField("Gewählt", default=dict)
    wording = models.CharField("Fassung der Einwilligung", max_length=20)
    digest = models.CharField("Prüfsumme", max_length=64, unique=True)
    created_at = models.DateTimeField("Eingegangen", default=timezone.now, db_index=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = "Anmeldung"
        verbose_name_plural = "Anmeldungen"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Anmeldung vom {self.created_at:%d.%m.%Y}"


class Consent(models.Model):
    """The proof of a consent (Regulation (EU) 2016/679, Article 7(1)): which words, for which address, when asked
    for and when confirmed by the link in the mail. It lives as long as the contact."""

    contact = models.ForeignKey(Contact, verbose_name="Kontakt", on_delete=models.CASCADE, related_name="consents")
    email = models.EmailField("Bestätigte Adresse")
    wording = models.CharField("Fassung", max_length=20)
    text = models.TextField("Wortlaut")
    wishes = models.JSONField("Gewählt", default=dict)
    asked_at = models.DateTimeField("Formular abgesendet")
    confirmed_at = models.DateTimeField("Bestätigt mit „Anmeldung bestätigen“")

    class Meta:
        verbose_name = "Einwilligung"
        verbose_name_plural = "Einwilligungen"
        ordering = ["-confirmed_at", "-pk"]

    def __str__(self) -> str:
        return f"Einwilligung vom {self.confirmed_at:%d.%m.%Y}"


class Suppression(models.Model):
    """An address that was deleted on request, as a keyed checksum: whoever has the address can ask whether it is
    here, and nobody can read an address out of it. It ends with a new sign-up of the person."""

    digest = models.CharField("Prüfsumme", max_length=64, unique=True)
    at = models.DateTimeField("Gelöscht", auto_now_add=True)

    class Meta:
        verbose_name = "Sperrvermerk"
        verbose_name_plural = "Sperrvermerke"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Sperrvermerk vom {self.at:%d.%m.%Y}"
