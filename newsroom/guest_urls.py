"""Addresses for people and programs without an account; each carries a secret or asks for a key."""

from django.urls import URLPattern

app_name = "guest"

urlpatterns: list[URLPattern] = []
