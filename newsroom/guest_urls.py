"""Addresses for people and programs without an account; each carries a secret or asks for a key."""

from django.urls import path

from newsroom.views import factchecks

app_name = "guest"

urlpatterns = [
    path("faktencheck/<str:secret>/", factchecks.fact_check, name="fact_check"),
]
