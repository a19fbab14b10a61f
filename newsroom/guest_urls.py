"""Addresses for people and programs without an account; each carries a secret or asks for a key."""

from django.urls import path

from newsroom.views import accreditations, api, calendars, embargo, factchecks, guests, pressguests

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
    path("presse/anmeldung/", pressguests.sign_up, name="press_sign_up"),
    path("presse/gesendet/", pressguests.sent, name="press_sent"),
    path("presse/link/", pressguests.link, name="press_link"),
    path("presse/bestaetigen/<str:secret>/", pressguests.confirm, name="press_confirm"),
    path("presse/seite/<str:secret>/", pressguests.own_page, name="press_self"),
    path("presse/seite/<str:secret>/meine-daten.json", pressguests.own_data, name="press_data"),
    path("presse/seite/<str:secret>/loeschen/", pressguests.own_delete, name="press_delete"),
    path("abmelden/<str:token>/", pressguests.unsubscribe, name="unsubscribe"),
    path("akkreditierung/<int:pk>/", accreditations.accreditation, name="accreditation"),
    path("akkreditierung/<int:pk>/gesendet/", accreditations.accreditation_sent, name="accreditation_sent"),
    path("kalender/<str:secret>/planung.ics", calendars.calendar, name="calendar"),
]
