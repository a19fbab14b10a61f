from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import register

from newsroom.checks import delivery_times, night_shift


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        register(delivery_times)
        register(night_shift)


class NewsroomAdminConfig(AdminConfig):
    """Django's admin with our site object, so that every desk page shares its login and shell."""

    default_site = "newsroom.site.NewsroomSite"
