"""The demo newsroom: one fictional person a role, accounts at the sandbox, a press list."""

import os
import secrets
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from channels_publish.actions import accounts
from channels_publish.enums import Kind
from newsroom.demo import newspapers
from people.actions import users
from people.models import User
from people.roles import ROLES, Role
from press.actions import lists
from stories.actions import departments, recurrences, remits
from stories.models import Recurrence

RELEASES = Path(__file__).parent / "pressemitteilungen.json"
PASSWORD_FILE = "demo_password"  # noqa: S105 (a file name)


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    first_name: str
    last_name: str
    role: Role
    initials: str


PEOPLE = (
    Person("maria", "Maria", "Lindqvist", Role.EDITOR, "lin"),
    Person("tobias", "Tobias", "Reuterskamp", Role.CVD, "reu"),
    Person("selma", "Selma", "Aydogan-Voss", Role.SOCIAL, "ayd"),
    Person("vincent", "Vincent", "Oberhoff", Role.VIDEO, "obe"),
    Person("petra", "Petra", "Nettekoven", Role.PRESS, "net"),
    Person("admin", "Anton", "Dreiling", Role.ADMIN, "dre"),
)

DEPARTMENTS = (
    "Amt für Kommunikation", "Amt für Verkehrsmanagement", "Gartenamt", "Büro des Rates",
    "Amt für Umwelt- und Verbraucherschutz", "Stadtbüchereien", "Jugendamt", "Feuerwehr und Rettungsdienst",
)  # fmt: skip

# What the tasks rest on: Gemeindeordnung NRW, section 23 (informing the residents), and the acts named.
REMITS = (
    ("Unterrichtung der Einwohnerinnen und Einwohner", "§ 23 GO NRW"),
    ("Straßen, Verkehr und Nahverkehr", "StrWG NRW"),
    ("Grünflächen und Umweltschutz", "freiwillige Aufgabe, § 8 GO NRW"),
    ("Rat und Ausschüsse", "§ 48 GO NRW"),
    ("Kinder, Jugend und Schule", "SGB VIII, SchulG NRW"),
    ("Kultur und Bibliotheken", "KulturGB NRW"),
    ("Gefahrenabwehr, Feuerwehr und Rettungsdienst", "BHKG, RettG NRW"),
)
REMIT_OF = {
    "Amt für Verkehrsmanagement": 1, "Gartenamt": 2, "Amt für Umwelt- und Verbraucherschutz": 2, "Büro des Rates": 3,
    "Jugendamt": 4, "Stadtbüchereien": 5, "Feuerwehr und Rettungsdienst": 6,
}  # fmt: skip


def _accounts() -> list[dict[str, Any]]:
    """What the sandbox knows. The order is the order of the screens."""
    base = settings.SANDBOX_URL
    graph, x, site = f"{base}/graph", f"{base}/x", f"{base}/typo3site"
    aktuelles, portal = (f"5f0c1c1e-6b1a-4b57-9d5e-2d7f3f6a000{number}" for number in (1, 2))
    return [
        {"kind": Kind.PRESS, "name": "Presseverteiler Stadt", "handle": "presse"},
        {"kind": Kind.WEBSITE, "name": "duesseldorf.de", "handle": "Aktuelles", "remote_id": aktuelles,
         "base_url": site, "token": "typo3-demo-aktuelles"},
        {"kind": Kind.WEBSITE, "name": "Medienportal", "handle": "Medienportal", "remote_id": portal,
         "base_url": site, "token": "typo3-demo-medienportal",
         "options": {"permalink": f"{site}/medienportal/{{slug}}"}},
        {"kind": Kind.FACEBOOK, "name": "Landeshauptstadt Düsseldorf", "handle": "duesseldorf",
         "remote_id": "100064000000001", "base_url": graph, "token": "EAA-demo-lhd"},
        {"kind": Kind.X, "name": "@duesseldorf", "handle": "duesseldorf", "remote_id": "1500000001",
         "base_url": x, "token": "x-demo-lhd", "options": {"permalink": f"{x}/{{handle}}/status/{{id}}"}},
        {"kind": Kind.X, "name": "@Duesseldorf_Presse", "handle": "Duesseldorf_Presse",
         "remote_id": "1500000002", "base_url": x, "token": "x-demo-presse",
         "options": {"permalink": f"{x}/{{handle}}/status/{{id}}"}},
        {"kind": Kind.INSTAGRAM, "name": "@duesseldorf", "handle": "duesseldorf",
         "remote_id": "17841400000000001", "base_url": graph, "token": "EAA-demo-lhd"},
        {"kind": Kind.YOUTUBE, "name": "Landeshauptstadt Düsseldorf", "handle": "duesseldorf",
         "remote_id": "UCdemoDuesseldorf0000001", "base_url": f"{base}/youtube", "token": "ya29.demo-lhd",
         "options": {"permalink": f"{base}/youtube/watch?v={{id}}"}},
    ]  # fmt: skip


def password() -> str:
    """The demo logins' common password: from DEMO_PASSWORD, or made once and kept beside the database."""
    if given := os.environ.get("DEMO_PASSWORD"):
        return given
    path = settings.VAR_DIR / PASSWORD_FILE
    if not path.exists():
        path.write_text(f"rhein-{secrets.token_hex(4)}\n")
        path.chmod(0o600)
    return path.read_text().strip()


@transaction.atomic
def ensure() -> list[tuple[User, str]]:
    """Create what is missing and leave alone what is there; people with their role's name."""
    people = [(_person(person), ROLES[person.role].label) for person in PEOPLE]
    register = [remits.ensure(name=name, basis=basis, by=None) for name, basis in REMITS]
    for name in DEPARTMENTS:
        departments.ensure(
            name=name,
            by=None,
            remit=register[REMIT_OF.get(name, 0)],
            contact="Amt für Kommunikation, Telefon 0211–89 00000, presse@duesseldorf.example",
            responsible="Landeshauptstadt Düsseldorf, Amt für Kommunikation, Leitung: Konrad Ellerbeck",
        )
    for position, facts in enumerate(_accounts()):
        _account(position, facts)
    _weekly_review()
    return people


def _weekly_review() -> None:
    """The video review of the week, due on Fridays at noon."""
    if Recurrence.objects.exists():
        return
    vincent = User.objects.get(username="vincent")
    recurrences.create(
        by=vincent, owner=vincent, title="Video-Wochenrückblick", rule="FREQ=WEEKLY;BYDAY=FR",
        starts_on=timezone.localdate(), time=time(12),
    )  # fmt: skip


def _person(person: Person) -> User:
    email = f"{person.username}@duesseldorf.example"
    if user := User.objects.filter(username=person.username).first():
        return user if user.email else users.set_email(user=user, email=email, by=None)
    return users.create(
        username=person.username,
        email=email,
        password=password(),
        first_name=person.first_name,
        last_name=person.last_name,
        roles=[person.role],
        initials=person.initials,
        by=None,
    )


def _account(position: int, facts: dict[str, Any]) -> None:
    account, created = accounts.ensure(by=None, position=position, **facts)
    if created and account.kind == Kind.PRESS:
        newspapers.ensure(lists.create_list(name=account.name, account=account, by=None))
    if account.kind != Kind.PRESS and account.base_url != facts.get("base_url", ""):
        # The sandbox moved to another port; the account follows it.
        accounts.move(account=account, base_url=facts["base_url"], options=facts.get("options", {}), by=None)
