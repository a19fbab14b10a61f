"""Web, worker, beat and sandbox together, until Ctrl-C."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom import services
from newsroom.signals import until_told_to_stop
from newsroom.supervisor import DidNotStart, PortInUse, Supervisor
from people.models import User


class Command(BaseCommand):
    help = "Startet Newsroom, Zusteller, Taktgeber und Sandbox und läuft bis Strg-C."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with until_told_to_stop(), Supervisor(services.everything()) as supervisor:
                supervisor.start()
                if not User.objects.exists():
                    self.stdout.write(
                        "Noch hat niemand Zugang: make demo richtet eine Vorführung ein, "
                        "manage.py createsuperuser eine erste Person."
                    )
                self.stdout.write(addresses())
                supervisor.watch()
        except (PortInUse, DidNotStart) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("Beendet.")


def addresses() -> str:
    """Where everything is."""
    return (
        f"Newsroom   {settings.PUBLIC_URL}/redaktion/\n"
        f"Portal     {settings.PUBLIC_URL}/nachrichten/\n"
        f"Plattformen (Sandbox)  {settings.SANDBOX_URL}/\n"
        f"Protokolle {settings.VAR_DIR / 'log'}\n"
        "Beenden mit Strg-C."
    )
