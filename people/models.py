"""Users with roles, and the audit trail."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.roles import ROLES, Permission, Role

# Rows that the admin shows and nobody changes there: they are written by actions only.
ADMIN_RIGHTS: dict[Permission, tuple[str, ...]] = {
    Permission.MANAGE_PEOPLE: ("people",),
    Permission.MANAGE_ACCOUNTS: ("channels_publish", "stories"),
    Permission.MANAGE_PRESS: ("press",),
}


class User(AbstractUser):
    """A person of the office. Roles carry the rights; superusers exist for emergencies only."""

    roles = models.JSONField("Rollen", default=list, blank=True)
    initials = models.CharField("Kürzel", max_length=8, blank=True)
    tour_ended_at = models.DateTimeField("Rundgang beendet", null=True, blank=True, editable=False)

    objects: ClassVar[UserManager[Self]] = UserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        permissions = [("manage_people", "Personen verwalten")]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def has_role(self, role: Role) -> bool:
        return role.value in self.roles

    def role_labels(self) -> list[str]:
        return [ROLES[Role(role)].label for role in self.roles]

    def granted(self) -> frozenset[Permission]:
        """All permissions of this person's roles."""
        return frozenset().union(*(ROLES[Role(role)].permissions for role in self.roles))

    def works_here(self) -> bool:
        """Whether any right was given; without one no page and no file of the desk opens."""
        return self.is_active and (self.is_superuser or bool(self.granted()))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        if not self.is_active:
            return False
        if self.is_superuser or perm in self.granted():
            return True
        return self._may_administer(perm)

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and (
            self.is_superuser or any(app_label in ADMIN_RIGHTS.get(right, ()) for right in self.granted())
        )

    def _may_administer(self, perm: str) -> bool:
        """Django's own add/change/view/delete rights follow from the managing roles."""
        app_label, _dot, codename = perm.partition(".")
        if codename.split("_")[0] not in {"add", "change", "delete", "view"}:
            return False
        return any(app_label in ADMIN_RIGHTS.get(right, ()) for right in self.granted())


class AuditEvent(models.Model):
    """Who did what when. Append-only and without foreign keys, so it outlives what it speaks of."""

    at = models.DateTimeField(_("Zeitpunkt"), auto_now_add=True, db_index=True)
    actor = models.CharField("Person", max_length=150)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    verb = models.CharField("Vorgang", max_length=80)
    target_type = models.CharField("Art", max_length=80)
    target_id = models.CharField("Nummer", max_length=64)
    target_label = models.CharField("Gegenstand", max_length=255)
    detail = models.JSONField("Einzelheiten", default=dict)

    class Meta:
        verbose_name = "Protokolleintrag"
        verbose_name_plural = "Protokoll"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.target_label}"
