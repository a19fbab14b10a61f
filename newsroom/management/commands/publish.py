"""The main job headless: releases from a file to every channel they fit."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom import embedded, ledger_table, publishing
from newsroom.demo import office
from newsroom.releases import Release, ReleaseError, read
from newsroom.signals import until_told_to_stop
from newsroom.supervisor import DidNotStart, PortInUse
from people.models import User
from people.roles import Permission, Role
from stories.errors import DeskError
from stories.models import Story

INTERRUPTED = (
    "Abgebrochen. Was schon gesendet ist, bleibt gesendet; derselbe Befehl noch einmal setzt den Rest fort "
    "und sendet nichts doppelt."
)


class Command(BaseCommand):
    help = (
        "Veröffentlicht Pressemitteilungen aus einer JSON-Datei auf allen Kanälen, auf die sie passen, "
        "wartet und zeigt das Protokoll. Exit-Code 0 nur, wenn alles gesendet ist. Format: docs/release-format.md"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="Datei mit einer oder mehreren Mitteilungen")
        parser.add_argument("--editor", help="Benutzername der Person, die schreibt")
        parser.add_argument("--cvd", help="Benutzername der Person, die freigibt (nicht dieselbe)")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Ergebnis als ein JSON-Objekt")
        parser.add_argument("--timeout", type=float, default=180.0, help="so viele Sekunden höchstens warten")
        parser.add_argument("--with-sandbox", action="store_true", help="startet die Sandbox, wenn keine läuft")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["with_sandbox"] and settings.DEMO:
            office.ensure()
        editor = _person(options["editor"], Role.EDITOR, Permission.WRITE)
        cvd = _person(options["cvd"], Role.CVD, Permission.APPROVE)
        if editor == cvd:
            raise CommandError("Nach dem Vier-Augen-Prinzip müssen --editor und --cvd zwei Personen sein.")
        try:
            releases = read(options["file"])
            with until_told_to_stop(), embedded.whatever_is_missing(with_sandbox=options["with_sandbox"]):
                stories = [story for item in releases if (story := self._publish(item, editor, cvd))]
                publishing.wait(stories, seconds=options["timeout"], progress=self._progress)
        except (ReleaseError, PortInUse, DidNotStart) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError(INTERRUPTED, returncode=130) from None
        results = [publishing.outcome(story) for story in stories]
        self._print(results, as_json=options["as_json"])
        if len(stories) < len(releases) or not all(result.all_sent for result in results):
            sys.exit(1)

    def _publish(self, item: Release, editor: User, cvd: User) -> Story | None:
        """One release; what keeps it at the desk is told and does not hold up the others."""
        if item.ignored:
            self.stderr.write(f"„{item.title}“: unbekannte Felder übergangen: {', '.join(item.ignored)}")
        for picture in item.pictures:
            if not picture.file:
                self.stderr.write(f"„{item.title}“: ein Bild ohne Datei wird nur erwähnt, nicht gesendet.")
        try:
            return publishing.publish(item, editor=editor, cvd=cvd)
        except DeskError as error:
            self.stderr.write(f"„{item.title}“: {publishing.why_held(error)}")
            return None

    def _progress(self, sent: int, total: int) -> None:
        self.stderr.write(f"{sent} von {total} gesendet")

    def _print(self, results: list[publishing.Outcome], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(publishing.as_json(results), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(ledger_table.render(results))


def _person(username: str | None, role: Role, permission: Permission) -> User:
    """The named person, or the first with the role. Raises CommandError when there is none."""
    if username:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"Eine Person mit dem Benutzernamen „{username}“ gibt es nicht.")
        if not user.has_perm(permission):
            raise CommandError(f"{user} hat das nötige Recht nicht. Die Administration vergibt Rollen.")
        return user
    for user in User.objects.filter(is_active=True).order_by("pk"):
        if user.has_role(role):
            return user
    raise CommandError(
        f"Niemand hat die Rolle {role.value}. Legen Sie Personen an, oder für eine Probe: manage.py demo --prepare"
    )
