"""Public addresses, included under ``nachrichten/``."""

from django.urls import path, re_path

from portal import views
from stories.enums import Language

app_name = "portal"

urlpatterns = [
    path("", views.story_list, name="list"),
    path("feed.rss", views.feed, name="feed"),
    path("<slug:slug>/", views.article, name="article"),
    path("<slug:slug>/leichte-sprache/", views.version, {"language": Language.SIMPLE}, name="simple"),
    path("<slug:slug>/en/", views.version, {"language": Language.ENGLISH}, name="english"),
    path("<slug:slug>/bild-<int:number>.jpg", views.picture, name="picture"),
    path("<slug:slug>/bild-<int:number>-klein.jpg", views.small_picture, name="small_picture"),
    path("<slug:slug>/video.mp4", views.video, name="video"),
    path("<slug:slug>/untertitel.vtt", views.captions, name="captions"),
    path("<slug:slug>/video.jpg", views.poster, name="poster"),
    path("<slug:slug>/pressemitteilung.pdf", views.release_pdf, name="release_pdf"),
    # Addresses that lack only the closing slash are left to Django, which adds it.
    re_path(r"^(?P<rest>.*(?:/|\.\w+))$", views.missing, name="missing"),
]
