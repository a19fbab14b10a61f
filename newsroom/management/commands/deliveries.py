"""The ledger in the shell: what the desk shows and what a person may do there, by the same rules and rights."""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from channels_publish import alarms, sending
from channels_publish.actions import accounts, decisions
from channels_publish.adapters.base import AdapterError
from channels_publish.enums import Kind, State
from channels_publish.errors import StaleClaim
from channels_publish.messages import explain
from newsroom import alarm, ledger_filter, shell_ledger
from newsroom.alarmbar import bar
from people.models import User
from people.roles import Permission
from stories.errors import DeskError

PER_PAGE = 50
TROUBLE = 3
EPILOG = """
deliveries                               alle, die neuesten zuerst
deliveries --attention                   was jemanden braucht
deliveries show 3f2a                     eine, mit allen Versuchen
deliveries retry 3f2a --by tobias        erneut senden
deliveries cancel 3f2a --by tobias       absagen
deliveries decide 3f2a --online --url https://… --by tobias
deliveries decide 3f2a --not-online --by tobias
deliveries reconcile 3f2a --by tobias    jetzt auf der Plattform nachsehen
deliveries accounts                      alle Konten mit Nummer
deliveries pause 4 --reason "…" --by tobias
deliveries resume 4 --by tobias
deliveries check [--mail]                für die Überwachung: Exit-Code 3, wenn etwas klemmt

Exit-Codes: 0 getan, 1 nicht getan (die Begründung steht auf stderr), 2 falscher Aufruf, 3 check fand etwas.
"""
STANDS = (*State.values, "offen", "achtung", "krise", *ledger_filter.STAND_OF.values())


class Command(BaseCommand):
    help = "Zeigt die Auslieferungen und tut, was eine Person am Schreibtisch tun dürfte."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", nargs="?", default="list", choices=sorted(self._acts()), help="was zu tun ist")
        parser.add_argument("target", nargs="?", default="", help="Anfang der Nummer, oder das Konto")
        parser.add_argument("--by", help="Benutzername der Person, die es tut (für jede Änderung nötig)")
        parser.add_argument("--state", choices=STANDS, help="nur dieser Stand")
        parser.add_argument("--kind", choices=Kind.values, help="nur dieser Kanal")
        parser.add_argument("--account", help="nur dieses Konto: Nummer oder Name")
        parser.add_argument("--story", help="nur dieser Beitrag: Nummer oder Wörter der Überschrift")
        parser.add_argument("--attention", action="store_true", help="nur, was jemanden braucht")
        parser.add_argument("--json", action="store_true", dest="as_json", help="als JSON")
        parser.add_argument("--limit", type=int, default=PER_PAGE, help=f"so viele auf einer Seite ({PER_PAGE})")
        parser.add_argument("--page", type=int, default=1, help="die wievielte Seite")
        parser.add_argument("--online", action="store_true", help="decide: er steht dort")
        parser.add_argument("--not-online", action="store_true", help="decide: er steht dort nicht")
        parser.add_argument("--url", default="", help="decide: wo er steht")
        parser.add_argument("--reason", default="", help="pause: warum")
        parser.add_argument("--mail", action="store_true", help="check: den CvD benachrichtigen wie der Taktgeber")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._acts()[options["act"]](options)
        except (DeskError, shell_ledger.NotFound) as error:
            raise CommandError(str(error)) from error

    def _acts(self) -> dict[str, Callable[[dict[str, Any]], None]]:
        return {
            "list": self._list, "show": self._show, "accounts": self._accounts, "check": self._check,
            "retry": self._retry, "cancel": self._cancel, "decide": self._decide, "reconcile": self._reconcile,
            "pause": self._pause, "resume": self._resume,
        }  # fmt: skip

    def _list(self, options: dict[str, Any]) -> None:
        found, limit, page = shell_ledger.chosen(options), options["limit"], options["page"]
        if limit < 1 or page < 1:
            raise CommandError("--limit und --page zählen ab 1.", returncode=2)
        total, rows = found.count(), list(found[(page - 1) * limit : page * limit])
        if options["as_json"]:
            said = {"total": total, "page": page, "deliveries": [shell_ledger.as_json(row) for row in rows]}
            self._json(said)
            return
        self.stdout.write(shell_ledger.table(rows) if rows else "Keine Auslieferung.")
        if total > len(rows):
            self.stdout.write(f"\nSeite {page} von {-(-total // limit)}, {total} Auslieferungen. Weiter mit --page.")

    def _show(self, options: dict[str, Any]) -> None:
        row = shell_ledger.delivery(options["target"])
        if options["as_json"]:
            self._json(shell_ledger.as_json(row))
        else:
            self.stdout.write(shell_ledger.sheet(row))

    def _accounts(self, options: dict[str, Any]) -> None:
        self.stdout.write(shell_ledger.accounts_table() or "Kein Konto.")

    def _retry(self, options: dict[str, Any]) -> None:
        row = decisions.retry(delivery=shell_ledger.delivery(options["target"]), by=_person(options))
        self._done(f"{row.account}: wird erneut gesendet.")

    def _cancel(self, options: dict[str, Any]) -> None:
        row = decisions.cancel(delivery=shell_ledger.delivery(options["target"]), by=_person(options))
        self._done(f"{row.account}: abgesagt. Hier geht nichts mehr hinaus.")

    def _decide(self, options: dict[str, Any]) -> None:
        posted = options["online"]
        if posted == options["not_online"]:
            raise CommandError("Entweder --online oder --not-online, eines von beiden.", returncode=2)
        row = shell_ledger.delivery(options["target"])
        row = decisions.decide(delivery=row, posted=posted, by=_person(options), url=options["url"])
        self._done(f"{row.account}: {'als gesendet vermerkt' if posted else 'wird erneut gesendet'}.")

    def _reconcile(self, options: dict[str, Any]) -> None:
        row, by = shell_ledger.delivery(options["target"]), _person(options)
        if not by.has_perm(Permission.DECIDE):
            raise CommandError("Über Auslieferungen entscheiden CvD und Social Media.")
        if row.state != State.UNKNOWN:
            raise CommandError(f"Hier ist nichts ungewiss (Stand: {row.get_state_display()}).")
        try:
            found = sending.look_now(row, by=by)
        except AdapterError as error:
            raise CommandError(f"{row.account}: {explain(error.code)} {error.detail}".strip()) from error
        except StaleClaim as error:
            raise CommandError(f"{row.account}: inzwischen hat jemand anderes entschieden.") from error
        if not found:
            raise CommandError(f"{row.account}: dort nicht gefunden. Es bleibt ungewiss; nichts wurde geändert.")
        self._done(f"{row.account}: gefunden und als gesendet vermerkt.")

    def _pause(self, options: dict[str, Any]) -> None:
        if not options["reason"].strip():
            raise CommandError("Bitte sagen Sie mit --reason, warum. Die Redaktion liest es.", returncode=2)
        found = shell_ledger.account(options["target"])
        accounts.pause(account=found, reason=options["reason"].strip(), by=_person(options))
        self._done(f"{found}: angehalten. Was dafür ansteht, wartet.")

    def _resume(self, options: dict[str, Any]) -> None:
        found = accounts.resume(account=shell_ledger.account(options["target"]), by=_person(options))
        self._done(f"{found}: wieder in Betrieb. Was gewartet hat, geht jetzt hinaus.")

    def _check(self, options: dict[str, Any]) -> None:
        """For a monitor or cron that does not depend on our own workers."""
        if options["mail"]:
            alarm.tell()
        found = alarms.troubles(timezone.now())
        if options["as_json"]:
            names = ("overdue", "unknown", "held", "failed", "paused", "crisis", "working", "mail_late")
            self._json({name: getattr(found, name) for name in names})
        else:
            self.stdout.write("\n".join(entry.text for entry in bar(found).entries) or "Alles in Ordnung.")
        if found.total or not found.working or found.mail_late:
            sys.exit(TROUBLE)

    def _json(self, said: Any) -> None:
        self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))

    def _done(self, said: str) -> None:
        self.stdout.write(said)


def _person(options: dict[str, Any]) -> User:
    """Who does it. Raises CommandError where nobody was named or nobody is called so."""
    if not options["by"]:
        raise CommandError("Bitte sagen Sie mit --by, wer das tut: Jede Änderung steht mit Namen im Protokoll.")
    user = User.objects.filter(username=options["by"], is_active=True).first()
    if user is None:
        raise CommandError(f"Eine Person mit dem Benutzernamen „{options['by']}“ gibt es nicht.")
    return user
