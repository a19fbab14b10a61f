"""The first-run tour: five short steps for each role, in words only; it reads and decides nothing."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from people.models import User
from people.roles import Role


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to know: the place ``name`` (an address of ours, ``arguments`` filled in) and what is done there."""

    title: str
    text: str
    name: str
    arguments: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.name, args=self.arguments)


TOPICS: Final = Step(
    "Themen sichten",
    "Was hereinkommt, steht als Thema auf der Tafel. Übernehmen Sie eines; mit „Beitrag daraus machen“ legen Sie los.",
    "desk:topics",
)
WRITE: Final = Step(
    "Einen Beitrag schreiben",
    "Sie schreiben einmal; die Fassungen für alle Kanäle entstehen daraus. Was Sie tippen, wird laufend aufbewahrt.",
    "desk:story_new",
)
GAPS: Final = Step(
    "Sehen, was noch fehlt",
    "„Vor dem Einreichen“ im Beitrag nennt jede Lücke und führt zu ihrem Feld. "
    "Warum etwas aufhält, steht im Handbuch.",
    "desk:help_page",
    ("pruefungen",),
)
SUBMIT: Final = Step(
    "Einreichen",
    "Ist nichts mehr offen, reichen Sie ein. In der Abnahme prüft eine zweite Person, bevor etwas hinausgeht.",
    "desk:reviews",
)
HELP: Final = Step(
    "Hilfe finden",
    "„Hilfe“ am Fuß jeder Seite führt zu dem Kapitel, das zu ihr passt. Mit „?“ sehen Sie die Tastenkürzel.",
    "desk:help",
)
PLAN: Final = Step(
    "Termine im Blick behalten",
    "Woche und Monat zeigen, was wann auf welchem Konto hinausgeht. Karten lassen sich verlegen.",
    "desk:planning",
)
STORIES: Final = Step(
    "Beiträge finden",
    "Die Liste zeigt jeden Beitrag mit seinem Stand. Mit „Von: mir“ sehen Sie nur Ihre eigenen.",
    "desk:stories",
)
LEDGER: Final = Step(
    "Sehen, was angekommen ist",
    "Jede Auslieferung hat ihren Stand. Was Sie braucht, meldet die Leiste „Achtung“ auf jeder Seite.",
    "desk:ledger",
)
UNDECIDED: Final = Step(
    "Ungewisses klären",
    "Fehlt die Antwort einer Plattform, vergleichen Sie, was wir übergeben haben, mit dem, was dort steht.",
    "desk:undecided",
)
ACCOUNTS: Final = Step(
    "Konten kennen",
    "Hier steht, ob ein Konto verbunden ist und wie viel es noch senden darf. Gestörte Konten halten Sie hier an.",
    "desk:accounts",
)
LISTS: Final = Step(
    "Presseverteiler pflegen",
    "Wer welche Mitteilung bekommt, steht unter „Presse“: Kontakte, Themen, Verteiler, mit Import und Prüfterminen.",
    "desk:press",
)

TOURS: Final[dict[Role, tuple[Step, ...]]] = {
    Role.EDITOR: (TOPICS, WRITE, GAPS, SUBMIT, HELP),
    Role.CVD: (
        Step(
            "Abnehmen",
            "Was zuerst hinaus muss, steht oben. Sie geben genau das frei, was Sie sehen; eigene Texte nimmt jemand "
            "anders ab.",
            "desk:reviews",
        ),
        PLAN,
        LEDGER,
        Step(
            "Für den Ernstfall",
            "Der Krisenmodus hält alles an, was noch nicht gesendet ist. Sehen Sie sich die Seite an, "
            "bevor Sie sie brauchen.",
            "desk:crisis",
        ),
        HELP,
    ),
    Role.SOCIAL: (
        Step(
            "Kanalfassungen anpassen",
            "Öffnen Sie einen Beitrag: Unter „Kanalfassungen“ steht je Konto ein Vorschlag, den Sie ändern können.",
            "desk:stories",
        ),
        PLAN,
        UNDECIDED,
        ACCOUNTS,
        HELP,
    ),
    Role.VIDEO: (
        STORIES,
        Step(
            "Videos vorbereiten",
            "Laden Sie das Video im Beitrag hoch und dazu die Untertitel. Die Mediathek zeigt, was schon da ist.",
            "admin:media_library_asset_changelist",
        ),
        Step(
            "Wiederkehrendes anlegen",
            "Die Wochenrückschau kommt als Thema von selbst auf die Tafel, wenn Sie sie hier einmal anlegen.",
            "desk:recurrences",
        ),
        PLAN,
        HELP,
    ),
    Role.PRESS: (WRITE, LISTS, GAPS, LEDGER, HELP),
    Role.ADMIN: (
        Step(
            "Personen und Rollen",
            "Legen Sie an, wer sich anmelden darf, und geben Sie Rollen. Rechte kommen nur von Rollen.",
            "admin:people_user_changelist",
        ),
        Step(
            "Konten verbinden",
            "Verbinden Sie jedes Konto auf der Anmeldeseite seiner Plattform. Der Newsroom erfährt kein Passwort.",
            "desk:accounts",
        ),
        LISTS,
        Step(
            "Eingänge öffnen",
            "Geben Sie Ämtern persönliche Links, Programmen Schlüssel, und nehmen Sie Feeds auf.",
            "desk:doors",
        ),
        HELP,
    ),
}


def steps(user: User) -> list[Step]:
    """The steps of all roles of ``user``, none of them twice; help comes last. Empty without a role."""
    found = dict.fromkeys(step for role in Role if user.has_role(role) for step in TOURS[role] if step != HELP)
    return [*found, HELP] if found else []


def shown_to(user: User) -> list[Step]:
    """The same, as long as ``user`` has not ended the tour."""
    return [] if user.tour_ended_at else steps(user)
