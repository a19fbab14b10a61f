"""Addresses for people and programs without an account; each carries a secret or asks for a key."""

from django.urls import path

from newsroom.views import api, calendars, embargo, factchecks, guests

app_name = "guest"

urlpatterns = [
    path("meldung/<str:secret>/", guests.report, name="report"),
    path("meldung/<str:secret>/eingang/<int:pk>/", guests.receipt, name="receipt"),
    path("api/v1/", api.api_page, name="api_page"),
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    path("api/v1/themen/", api.topics, name="api_topics"),
    path("api/v1/themen/<str:number>/", api.topic, name="api_topic"),
    path("faktencheck/<str:secret>/", factchecks.fact_check, name="fact_check"),
    path("vorab/<str:secret>/", embargo.advance_page, name="advance"),
    path("vorab/<str:secret>/bild-<int:number>.jpg", embargo.advance_picture, name="advance_picture"),
    path("vorab/<str:secret>/bild-<int:number>-klein.jpg", embargo.advance_small, name="advance_small"),
    path("vorab/<str:secret>/video.mp4", embargo.advance_video, name="advance_video"),
    path("vorab/<str:secret>/untertitel.vtt", embargo.advance_captions, name="advance_captions"),
    path("vorab/<str:secret>/pressemitteilung.pdf", embargo.advance_release, name="advance_release"),
    path("kalender/<str:secret>/planung.ics", calendars.calendar, name="calendar"),
]
