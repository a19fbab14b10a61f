from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Newsroom"


class NewsroomAdminConfig(AdminConfig):
    """Django's admin with our site object, so that every desk page shares its login and shell."""

    default_site = "newsroom.site.NewsroomSite"
