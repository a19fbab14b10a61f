"""Who may what: the six roles of the office and the permissions behind ``User.has_perm``."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """Named rights. The value is Django's ``app_label.codename``, so the admin obeys them too."""

    WRITE = "stories.write_story"
    SUBMIT = "stories.submit_story"
    APPROVE = "stories.approve_story"
    CRISIS = "stories.run_crisis"
    MANAGE_INTAKE = "stories.manage_intake"
    EDIT_RENDITION = "channels_publish.edit_rendition"
    DECIDE = "channels_publish.decide_delivery"
    SEE_LEDGER = "channels_publish.see_ledger"
    MANAGE_ACCOUNTS = "channels_publish.manage_account"
    MANAGE_PRESS = "press.manage_press"
    UPLOAD = "media_library.upload_asset"
    MANAGE_PEOPLE = "people.manage_people"


class Role(StrEnum):
    """The six jobs of the communications office."""

    EDITOR = "redaktion"
    CVD = "cvd"
    SOCIAL = "social"
    VIDEO = "video"
    PRESS = "presse"
    ADMIN = "administration"


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """German name, one sentence for the people screen, and the rights the role carries."""

    label: str
    description: str
    permissions: frozenset[Permission]


P = Permission
_DESK = frozenset({P.WRITE, P.SUBMIT, P.UPLOAD, P.EDIT_RENDITION, P.SEE_LEDGER})

ROLES: dict[Role, RoleFacts] = {
    Role.EDITOR: RoleFacts("Redaktion", "Schreibt Beiträge und reicht sie zur Abnahme ein.", _DESK),
    Role.CVD: RoleFacts(
        "Chef vom Dienst",
        "Nimmt Beiträge ab und gibt sie für alle Kanäle frei.",
        _DESK | {P.APPROVE, P.DECIDE, P.CRISIS, P.MANAGE_INTAKE},
    ),
    Role.SOCIAL: RoleFacts(
        "Social Media", "Pflegt Kanalfassungen, plant Termine und klärt ungewisse Auslieferungen.", _DESK | {P.DECIDE}
    ),
    Role.VIDEO: RoleFacts("Video", "Stellt Clips und die Wochenrückschau bereit.", _DESK),
    Role.PRESS: RoleFacts(
        "Pressestelle", "Schreibt Pressemitteilungen und pflegt Verteiler.", _DESK | {P.MANAGE_PRESS}
    ),
    Role.ADMIN: RoleFacts(
        "Administration",
        "Verwaltet Personen und Konten; schreibt und gibt nicht frei.",
        frozenset({P.MANAGE_PEOPLE, P.MANAGE_ACCOUNTS, P.MANAGE_PRESS, P.MANAGE_INTAKE, P.SEE_LEDGER}),
    ),
}
