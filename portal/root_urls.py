"""Addresses that search engines expect at the root of a site."""

from django.urls import path

from portal import views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
