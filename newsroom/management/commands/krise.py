"""Crisis mode from a shell, for the night when the desk does not answer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from channels_publish.actions import crisis as actions
from channels_publish.models import Account, Delivery
from newsroom import crisispage
from newsroom.templatetags.desk import counted
from people.models import User
from people.roles import Permission
from stories.actions import crisis as stories_actions
from stories.errors import DeskError
from stories.models import Crisis, Review

ROWS = "Auslieferung,Auslieferungen"


class Command(BaseCommand):
    help = (
        "Schaltet den Krisenmodus ein oder aus, oder zeigt den Stand. Hält alles an, was von selbst hinausginge, "
        "auch laufende Mail. Freigegeben wird danach einzeln am Desk: docs/operations/crisis-mode.md"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        step = parser.add_mutually_exclusive_group(required=True)
        step.add_argument("--an", action="store_true", help="einschalten; braucht --grund")
        step.add_argument("--aus", action="store_true", help="ausschalten; Angehaltenes bleibt angehalten")
        step.add_argument("--stand", action="store_true", help="zeigen, was ist")
        parser.add_argument("--grund", default="", help="warum; steht auf jeder Seite der Redaktion")
        parser.add_argument("--hinweis", default="", help="Text, der oben auf jeder öffentlichen Seite steht")
        parser.add_argument("--link", default="", help="Adresse dazu, mit https://")
        parser.add_argument(
            "--ausser", action="append", default=[], metavar="KONTO", help="Nummer eines Kontos, das weiter sendet"
        )
        parser.add_argument("--von", default="", metavar="BENUTZERNAME", help="wer schaltet; mit CvD-Recht")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["an"]:
                self._begin(options)
            elif options["aus"]:
                stories_actions.end(by=_person(options["von"]))
        except DeskError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join(_state()))

    def _begin(self, options: dict[str, Any]) -> None:
        exempt = [_account(text).pk for text in options["ausser"]]
        if options["link"] and not options["link"].startswith(("https://", "http://")):
            raise CommandError("Der Link ist nicht lesbar. Er muss mit https:// beginnen.")
        actions.begin(
            reason=options["grund"],
            banner=options["hinweis"],
            banner_link=options["link"],
            exempt=exempt,
            by=_person(options["von"]),
        )


def _state() -> list[str]:
    """The facts a person at a shell needs, a line each."""
    crisis, held = Crisis.objects.select_related("started_by").current(), Delivery.objects.held_by_crisis().count()
    owed = Review.objects.owing_check().count()
    stories = crisispage.held_stories().count()
    lines = [f"Angehalten: {counted(held, ROWS)} in {counted(stories, 'Beitrag,Beiträgen')}."]
    if owed:
        lines.append(f"Zweite Prüfung offen: {owed}.")
    if crisis is None:
        look = crisispage.outlook([])
        would = f"Einschalten würde {counted(look.rows, ROWS)} anhalten, darin {counted(look.mails, 'Mail,Mails')}."
        return ["Der Krisenmodus ist aus.", *lines, would]
    since = f"{timezone.localtime(crisis.started_at):%d.%m.%Y, %H:%M} Uhr"
    spared = Account.objects.filter(pk__in=crisis.exempt)
    return [
        f"Der Krisenmodus ist an, seit {since}, durch {crisis.started_by}: {crisis.reason}",
        f"Hinweis im Portal: {crisis.banner or 'keiner'}",
        f"Senden weiter: {', '.join(map(str, spared)) or 'keine Konten'}",
        *lines,
    ]


def _account(text: str) -> Account:
    found = Account.objects.filter(pk=int(text)).first() if text.isdecimal() else None
    if found is None:
        known = ", ".join(f"{account.pk} ({account})" for account in Account.objects.active())
        raise CommandError(f"Ein Konto mit der Nummer „{text}“ gibt es nicht. Es gibt: {known or 'keine'}.")
    return found


def _person(username: str) -> User:
    """Who answers for the switch: the one named, or the only one who may."""
    able = [user for user in User.objects.filter(is_active=True) if user.has_perm(Permission.CRISIS)]
    found = [user for user in able if user.username == username] if username else able
    if len(found) != 1:
        names = ", ".join(f"{user.username} ({user})" for user in able) or "niemand; zuerst die Rolle vergeben"
        raise CommandError(f"Wer schaltet? Bitte mit --von BENUTZERNAME angeben. Das Recht haben: {names}.")
    return found[0]
