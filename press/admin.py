"""Contacts, press lists and what was mailed. Every write goes through the room's actions."""

from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from people.auditing import AuditedAdmin
from people.models import User
from press.actions import lists
from press.enums import RecipientState
from press.models import DistributionList, Mailing, Outlet, PressRelease, PressTopic, Recipient, Return


def person(request: HttpRequest) -> User:
    """Who is logged in; the admin lets nobody else as far as a write."""
    return cast(User, request.user)


@admin.register(Outlet)
class OutletAdmin(AuditedAdmin):
    """Media and their newsrooms. One that contacts belong to stays."""

    when_empty = "Zeitungen, Sender, Agenturen und Büros, zu denen die Kontakte gehören."

    list_display = ["name", "kind", "website", "email", "phone"]
    list_filter = ["kind"]
    search_fields = ["name"]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Outlet | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.contacts.exists())


@admin.register(PressTopic)
class PressTopicAdmin(AuditedAdmin):
    """What the press can subscribe to."""

    when_empty = "Sachgebiete wie Verkehr oder Kultur, die Redaktionen abonnieren und die Verteiler füllen."

    list_display = ["name"]
    search_fields = ["name"]


@admin.register(DistributionList)
class DistributionListAdmin(admin.ModelAdmin):
    """A list and its account; who is on it is kept under „Presse“. Lists stay, because mailings name them."""

    when_empty = "Jeder Verteiler ist ein Konto des Kanals Pressemitteilung und eine Liste von Kontakten."

    list_display = ["name", "account", "readers"]
    search_fields = ["name"]
    fields = ["name", "account"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DistributionList]:
        rows = DistributionList.objects.with_readers(timezone.now()).select_related("account")
        return rows.order_by(*self.get_ordering(request) or ["name"])

    @admin.display(description="Aktive Kontakte")
    def readers(self, obj: Any) -> int:
        return obj.readers

    def get_readonly_fields(self, request: HttpRequest, obj: DistributionList | None = None) -> list[str]:
        return ["account"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: DistributionList | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: DistributionList, form: Any, change: bool) -> None:
        if change:
            lists.rename_list(distribution_list=obj, name=obj.name, by=person(request))
        else:
            obj.pk = lists.create_list(name=obj.name, account=obj.account, by=person(request)).pk


class ReadOnly:
    """What the software wrote and nobody changes by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecipientInline(ReadOnly, admin.TabularInline):
    model = Recipient
    fields = ["email", "state", "smtp_text", "sent_at", "tries", "came_back"]
    readonly_fields = ["came_back"]
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recipient]:
        return super().get_queryset(request).prefetch_related(Prefetch("returns", Return.objects.defer("raw")))

    @admin.display(description="Rückläufer")
    def came_back(self, obj: Recipient) -> str:
        """What came back for this mail, each a link to its page."""
        found = ((reverse("desk:press_return", args=[row.pk]), row.get_kind_display()) for row in obj.returns.all())
        return format_html_join(", ", '<a href="{}">{}</a>', found) or "–"


@admin.register(Mailing)
class MailingAdmin(ReadOnly, admin.ModelAdmin):
    """Who got which release."""

    when_empty = "Nach der ersten Pressemitteilung steht hier, wer welche Mail bekommen hat."

    list_display = ["release", "list", "started_at", "ended_at", "sent", "refused", "unclear", "came_back"]
    list_filter = ["list", "created_at"]
    search_fields = ["release__number", "release__headline", "recipients__email"]
    fields = ["release", "list", "delivery_key", "created_at", "started_at", "ended_at"]
    inlines = [RecipientInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mailing]:
        def count(state: RecipientState) -> Count:
            return Count("recipients", filter=Q(recipients__state=state), distinct=True)

        rows = super().get_queryset(request).select_related("release", "list")
        return rows.annotate(
            sent_count=count(RecipientState.SENT),
            refused_count=count(RecipientState.REFUSED),
            unclear_count=count(RecipientState.UNKNOWN),
            returns_count=Count("returns", distinct=True),
        )

    @admin.display(description="Gesendet")
    def sent(self, obj: Any) -> int:
        return obj.sent_count

    @admin.display(description="Abgelehnt")
    def refused(self, obj: Any) -> int:
        return obj.refused_count

    @admin.display(description="Ungewiss")
    def unclear(self, obj: Any) -> int:
        return obj.unclear_count

    @admin.display(description="Rückläufer")
    def came_back(self, obj: Any) -> str:
        """How many, with the way to them."""
        if not obj.returns_count:
            return "0"
        return format_html(
            '<a href="{}?aussendung={}">{}</a>', reverse("desk:press_returns"), obj.pk, obj.returns_count
        )


@admin.register(PressRelease)
class PressReleaseAdmin(ReadOnly, admin.ModelAdmin):
    """The numbered releases."""

    when_empty = "Jede freigegebene Pressemitteilung bekommt eine Nummer und ein PDF und steht dann hier."

    list_display = ["number", "headline", "created_at"]
    search_fields = ["number", "headline"]
    fields = ["number", "headline", "story", "created_at", "sha256"]
    date_hierarchy = "day"
