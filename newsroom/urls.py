"""Addresses of the whole house."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView


def health(_request: HttpRequest) -> HttpResponse:
    """Whether this process answers, and for which newsroom; asked by commands and load balancers."""
    return HttpResponse(f"ok {settings.INSTANCE}", content_type="text/plain", headers={"Cache-Control": "no-store"})


urlpatterns = [
    path("gesundheit/", health, name="health"),
    path("", RedirectView.as_view(pattern_name="portal:list", permanent=False)),
    path("redaktion/stammdaten/", admin.site.urls),
    path("redaktion/", include("newsroom.desk_urls")),
    path("gast/", include("newsroom.guest_urls")),
    path("", include("portal.root_urls")),
    path("nachrichten/", include("portal.urls")),
    path("presse/", include("portal.press_urls")),
    path("medien/", include("media_library.urls")),
]
