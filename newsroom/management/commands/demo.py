"""The whole newsroom in one command, with fictional people and the sandbox as every platform."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from channels_publish import checking
from newsroom import ledger_table, publishing, services
from newsroom.demo import arrivals, comebacks, journalists, office
from newsroom.management.commands.run import addresses
from newsroom.releases import ReleaseError, read
from newsroom.signals import until_told_to_stop
from newsroom.supervisor import DidNotStart, PortInUse, Supervisor
from people.models import User
from people.roles import Role
from stories.errors import DeskError


class Command(BaseCommand):
    help = "Richtet einen Vorführ-Newsroom ein, veröffentlicht erfundene Mitteilungen und bleibt geöffnet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="nach dem Protokoll alles beenden")
        parser.add_argument("--prepare", action="store_true", help="nur einrichten, nichts starten")
        parser.add_argument("--file", type=Path, default=office.RELEASES, help="andere Mitteilungen")
        parser.add_argument("--timeout", type=float, default=180.0, help="so viele Sekunden höchstens warten")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "NEWSROOM_DEMO=0: Dies ist kein Übungsbetrieb, erfundene Personen kommen hier nicht hinein."
            )
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        people = office.ensure()
        arrivals.ensure()
        journalists.ensure()
        if options["prepare"]:
            return
        try:
            with until_told_to_stop(), Supervisor(services.everything()) as supervisor:
                self.stdout.write("Newsroom, Zusteller, Taktgeber und Sandbox starten …")
                supervisor.start()
                self._logins(people)
                all_sent = self._publish(options)
                comebacks.ensure()
                journalists.ensure()  # the press kit, whose pictures came with the releases
                checking.sweep()  # the clock would do it within five minutes; a visitor looks sooner
                if options["once"]:
                    sys.exit(0 if all_sent else 1)
                self.stdout.write(addresses())
                supervisor.watch()
        except (PortInUse, DidNotStart, ReleaseError, DeskError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("Beendet.")

    def _publish(self, options: dict[str, Any]) -> bool:
        editor, cvd = (_with_role(role) for role in (Role.EDITOR, Role.CVD))
        stories = [publishing.publish(item, editor=editor, cvd=cvd) for item in read(options["file"])]
        publishing.wait(stories, seconds=options["timeout"])
        results = [publishing.outcome(story) for story in stories]
        self.stdout.write(ledger_table.render(results) + "\n")
        return all(result.all_sent for result in results)

    def _logins(self, people: list[tuple[User, str]]) -> None:
        self.stdout.write(f"Anmelden mit dem Passwort {office.password()} als")
        for user, role in people:
            self.stdout.write(f"  {user.username:<10} {user} ({role})")
        self.stdout.write("")


def _with_role(role: Role) -> User:
    return next(user for user in User.objects.order_by("pk") if user.has_role(role))
