"""Addresses of the stored files, included under ``medien/``."""

from django.urls import path

from media_library import views

app_name = "media_library"

urlpatterns = [
    path("<int:pk>/original", views.asset, name="asset"),
    path("<int:pk>/vorschau", views.thumb, name="thumb"),
    path("<int:pk>/fuer/<slug:kind>", views.variant, name="variant"),
    path("<str:token>/<str:name>", views.signed, name="signed"),
]
