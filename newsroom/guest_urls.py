"""Addresses for people and programs without an account; each carries a secret or asks for a key."""

from django.urls import path

from newsroom.views import guests

app_name = "guest"

urlpatterns = [
    path("meldung/<str:secret>/", guests.report, name="report"),
    path("meldung/<str:secret>/eingang/<int:pk>/", guests.receipt, name="receipt"),
]
