"""Contacts, press lists and what was mailed. Every write goes through the room's actions."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from people.models import User
from press.actions import forgetting, lists
from press.addresses import BadAddress, normalise
from press.enums import RecipientState
from press.models import Contact, DistributionList, Mailing, Membership, PressRelease, Recipient


def person(request: HttpRequest) -> User:
    """Who is logged in; the admin lets nobody else as far as a write."""
    return cast(User, request.user)


class ContactForm(forms.ModelForm):
    """Brings the address into its stored form before uniqueness is checked."""

    lists = forms.ModelMultipleChoiceField(
        DistributionList.objects.all(),
        label="Presseverteiler",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ohne Verteiler bekommt der Kontakt keine Mitteilung.",
    )

    class Meta:
        model = Contact
        fields = ["name", "outlet", "email", "active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["lists"] = self.instance.lists.all()

    def clean_email(self) -> str:
        try:
            return normalise(self.cleaned_data["email"])
        except BadAddress as error:
            raise forms.ValidationError(str(error)) from error


class MembershipFormSet(forms.BaseInlineFormSet):
    """Names the box that takes a contact off the list, which the table leaves without a label."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Aus dem Verteiler nehmen"


class MembershipInline(admin.TabularInline):
    model = Membership
    formset = MembershipFormSet
    extra = 0
    autocomplete_fields = ["contact"]


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    """Who may get our mail."""

    when_empty = "Wer Pressemitteilungen bekommt: Journalistinnen, Journalisten und Redaktionen."

    form = ContactForm
    fields = ["name", "outlet", "email", "lists", "active"]
    list_display = ["name", "outlet", "email", "on_lists", "active"]
    list_filter = ["active", "lists"]
    search_fields = ["name", "outlet__name", "email"]
    list_select_related = ["outlet"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return super().get_queryset(request).prefetch_related("lists")

    @admin.display(description="Presseverteiler")
    def on_lists(self, obj: Contact) -> str:
        return ", ".join(str(row) for row in obj.lists.all()) or "keiner"

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        outlet = obj.outlet.name if obj.outlet else ""
        facts: dict[str, Any] = {"name": obj.name, "email": obj.email, "outlet": outlet, "active": obj.active}
        if change:
            lists.change_contact(contact=obj, by=person(request), **facts)
            lists.keep_on(contact=obj, lists=form.cleaned_data["lists"], by=person(request))
        else:
            obj.pk = lists.add_contact(lists=form.cleaned_data["lists"], by=person(request), **facts).pk

    def delete_model(self, request: HttpRequest, obj: Contact) -> None:
        forgetting.forget(contact=obj, on_request=False, by=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        for contact in queryset:
            forgetting.forget(contact=contact, on_request=False, by=person(request))


@admin.register(DistributionList)
class DistributionListAdmin(admin.ModelAdmin):
    """A list and who is on it. Lists stay, because mailings name them."""

    when_empty = "Jeder Verteiler ist ein Konto des Kanals Pressemitteilung und eine Liste von Kontakten."

    list_display = ["name", "account", "readers"]
    search_fields = ["name"]
    inlines = [MembershipInline]

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

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for row in formset.deleted_objects:
            lists.unsubscribe(contact=row.contact, from_list=form.instance, by=person(request))
        for row, _fields in formset.changed_objects:
            old = Membership.objects.select_related("contact").get(pk=row.pk)
            lists.unsubscribe(contact=old.contact, from_list=form.instance, by=person(request))
            lists.subscribe(contact=row.contact, to=form.instance, by=person(request))
        for row in formset.new_objects:
            lists.subscribe(contact=row.contact, to=form.instance, by=person(request))


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
    fields = ["email", "state", "smtp_text", "sent_at", "tries"]
    extra = 0
    can_delete = False


@admin.register(Mailing)
class MailingAdmin(ReadOnly, admin.ModelAdmin):
    """Who got which release."""

    when_empty = "Nach der ersten Pressemitteilung steht hier, wer welche Mail bekommen hat."

    list_display = ["release", "list", "started_at", "ended_at", "sent", "refused", "unclear"]
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


@admin.register(PressRelease)
class PressReleaseAdmin(ReadOnly, admin.ModelAdmin):
    """The numbered releases."""

    when_empty = "Jede freigegebene Pressemitteilung bekommt eine Nummer und ein PDF und steht dann hier."

    list_display = ["number", "headline", "created_at"]
    search_fields = ["number", "headline"]
    fields = ["number", "headline", "story", "created_at", "sha256"]
    date_hierarchy = "day"
