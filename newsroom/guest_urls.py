"""Addresses for people and programs without an account; each carries a secret or asks for a key."""

from django.urls import path

from newsroom.views import accreditations, api, calendars, factchecks, guests

app_name = "guest"

urlpatterns = [
    path("meldung/<str:secret>/", guests.report, name="report"),
    path("meldung/<str:secret>/eingang/<int:pk>/", guests.receipt, name="receipt"),
    path("api/v1/", api.api_page, name="api_page"),
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    path("api/v1/themen/", api.topics, name="api_topics"),
    path("api/v1/themen/<int:pk>/", api.topic, name="api_topic"),
    path("faktencheck/<str:secret>/", factchecks.fact_check, name="fact_check"),
    path("akkreditierung/<int:pk>/", accreditations.accreditation, name="accreditation"),
    path("akkreditierung/<int:pk>/gesendet/", accreditations.accreditation_sent, name="accreditation_sent"),
    path("kalender/<str:secret>/planung.ics", calendars.calendar, name="calendar"),
]
