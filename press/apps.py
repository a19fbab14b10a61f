from django.apps import AppConfig
from django.core.checks import register


class PressConfig(AppConfig):
    name = "press"
    verbose_name = "Presse"

    def ready(self) -> None:
        from press import dkim, returnpath  # noqa: PLC0415 (it knows models, which are there only now)

        register(returnpath.problems)
        register(dkim.problems)
