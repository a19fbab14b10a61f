"""The library among the master data: to look at, and to describe."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from media_library.actions import assets
from media_library.forms import DescribeForm
from media_library.models import Asset
from people.models import User
from people.roles import Permission


@admin.register(Asset)
class AssetAdmin(admin.ModelAdmin):
    """Uploads come through the desk; here credit, caption and alternative text are mended."""

    when_empty = "Bilder und Videos laden Sie in einem Beitrag hoch; hier stehen danach alle."

    form = DescribeForm
    list_display = (
        "thumbnail",
        "original_name",
        "kind",
        "measures",
        "described",
        "credit",
        "created_by",
        "created_at",
    )
    list_display_links = ("thumbnail", "original_name")
    list_filter = ("kind", "consent", "generated", "created_at")
    list_select_related = ("created_by",)
    search_fields = ("original_name", "alt_text", "credit", "caption")
    list_per_page = 50
    fields = (
        "thumbnail",
        "alt_text",
        "credit",
        "caption",
        "licence",
        "usable_until",
        "consent",
        "consent_note",
        "original_name",
        "kind",
        "measures",
        "mime",
        "sha256",
        "generated",
        "created_by",
        "created_at",
    )
    readonly_fields = tuple(name for name in fields if name not in DescribeForm.Meta.fields)

    @admin.display(description="Vorschau")
    def thumbnail(self, asset: Asset) -> SafeString:
        return format_html(
            '<img src="{}" alt="Vorschau" width="120" loading="lazy">', reverse("media_library:thumb", args=[asset.pk])
        )

    @admin.display(description="Maße")
    def measures(self, asset: Asset) -> str:
        length = f", {asset.seconds:.0f} s" if asset.seconds else ""
        return f"{asset.width} × {asset.height}{length}, {filesizeformat(asset.size)}"

    @admin.display(description="Alternativtext", boolean=True)
    def described(self, asset: Asset) -> bool:
        return bool(asset.alt_text)

    def save_model(self, request: HttpRequest, obj: Asset, form: ModelForm, change: bool) -> None:
        assert isinstance(form, DescribeForm)
        assert isinstance(request.user, User)
        assets.describe(asset=obj, by=request.user, **form.words())
        assets.set_rights(asset=obj, by=request.user, **form.rights())

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _may(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.has_perm(Permission.UPLOAD)
