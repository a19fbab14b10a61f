"""The one admin site: login and shell of every desk page."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class LoginForm(AuthenticationForm):
    """Django's own, in the words of an office."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "Benutzername oder Passwort stimmen nicht. Achten Sie auf Groß- und Kleinschreibung.",
        "inactive": "Dieser Zugang ist abgeschaltet. Die Administration hilft weiter.",
    }


class NewsroomSite(admin.AdminSite):
    """Master data in Django's admin, everything else in pages of our own in the same shell."""

    site_title = "Newsroom"
    site_header = "Newsroom"
    index_title = "Stammdaten"
    enable_nav_sidebar = False
    login_form = LoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Everybody with an account of the office may log in; rights decide what they see."""
        return bool(request.user.is_active and request.user.is_authenticated)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the desk's overview where nobody asked for another page."""
        if request.method == "GET" and REDIRECT_FIELD_NAME not in request.GET and self.has_permission(request):
            return redirect("desk:home")
        asked = {**request.GET.dict(), **request.POST.dict()}.get(REDIRECT_FIELD_NAME)
        context = {REDIRECT_FIELD_NAME: asked or reverse("desk:home"), **(extra_context or {})}
        return super().login(request, context)
