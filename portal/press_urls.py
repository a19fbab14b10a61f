"""Public addresses for the press, included under ``presse/``."""

from django.urls import path, re_path

from portal import press, views

app_name = "medienportal"

urlpatterns = [
    path("", press.home, name="home"),
    path("termine.ics", press.calendar, name="calendar"),
    path("termine/<int:pk>/", press.date, name="date"),
    path("termine/<int:pk>/termin.ics", press.date_calendar, name="date_calendar"),
    path("mappen/<uuid:secret>/", press.kit, name="kit"),
    path("mappen/<uuid:secret>/mappe.zip", press.kit_file, name="kit_file"),
    # Addresses that lack only the closing slash are left to Django, which adds it.
    re_path(r"^(?P<rest>.*(?:/|\.\w+))$", views.missing, name="missing"),
]
