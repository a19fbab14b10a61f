"""People with their roles, and the audit trail to read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from people.auditing import AuditedAdmin
from people.models import AuditEvent, User
from people.roles import ROLES, Permission

# Rights come from roles alone; groups would be a second truth.
admin.site.unregister(Group)

LOGIN_HELP = "Womit sich die Person anmeldet. Buchstaben, Ziffern und die Zeichen @ . + - _"


class RolesField(forms.MultipleChoiceField):
    """The office's roles as check boxes, each with the sentence that says what it may do."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        labels = [
            (role.value, format_html("<span><strong>{}</strong> – {}</span>", facts.label, facts.description))
            for role, facts in ROLES.items()
        ]
        super().__init__(choices=labels, required=False, label="Rollen", **kwargs)

    def clean(self, value: Any) -> list[str]:
        return sorted(super().clean(value))


class PersonForm(UserChangeForm):
    """A person of the office as the administration sees it."""

    roles = RolesField()
    # Algorithm and salt tell the administration nothing; a link to set a new one does.
    password = None  # type: ignore[assignment]  # Django's way to drop an inherited field

    class Meta(UserChangeForm.Meta):
        model = User


class NewPersonForm(UserCreationForm):
    """A new person, with name and roles from the start."""

    roles = RolesField()

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "first_name", "last_name", "initials", "email", "roles")


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody else. Whoever shall not log in any more is made inactive instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


@admin.register(User)
class PersonAdmin(AuditedAdmin, UserAdmin):
    """Nobody is deleted: what a person approved must keep its name. Leaving means deactivating."""

    when_empty = "Wer sich anmelden darf und mit welchen Rollen."

    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None
    change_password_form = NewPasswordForm
    change_user_password_template = "admin/people/user/password.html"  # noqa: S105 (a template)
    list_display = ("username", "full_name", "role_names", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("last_name", "first_name", "username")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password_link")}),
        ("Person", {"fields": ("first_name", "last_name", "initials", "email")}),
        ("Rollen", {"fields": ("roles",), "description": "Mehrere Rollen sind möglich; die Rechte addieren sich."}),
        ("Zugang", {"fields": ("is_active", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "password1", "password2")}),
        ("Person", {"fields": ("first_name", "last_name", "initials", "email")}),
        ("Rollen", {"fields": ("roles",)}),
    )
    readonly_fields = ("password_link", "last_login", "date_joined")

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        fields = form.base_fields
        if "username" in fields:
            fields["username"].help_text = LOGIN_HELP
        if "is_active" in fields:
            fields["is_active"].help_text = "Ohne Haken kann sich die Person nicht mehr anmelden."
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if not change:
            # Files of the library open for people of the office; everybody made here is one.
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Passwort")
    def password_link(self, user: User) -> SafeString:
        state = "gesetzt" if user.has_usable_password() else "keines, Anmeldung nicht möglich"
        return format_html('{} – <a href="{}">neues Passwort setzen</a>', state, "../password/")

    @admin.display(description="Name", ordering="last_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="Rollen")
    def role_names(self, user: User) -> str:
        return ", ".join(user.role_labels())


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """To read only."""

    when_empty = "Wer was wann getan hat: Jede Änderung hinterlässt hier einen Eintrag."

    list_display = ("at", "actor", "verb", "target_type", "target_label")
    list_filter = ("verb", "target_type")
    search_fields = ("actor", "target_label", "target_id")
    date_hierarchy = "at"
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(Permission.MANAGE_PEOPLE)
