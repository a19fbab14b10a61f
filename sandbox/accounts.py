"""The accounts that exist on the stand-in platforms. Every person and number is fictional."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """One page, handle or channel. ``token`` is what a client must show to publish there."""

    platform: str
    id: str
    name: str
    handle: str
    token: str
    refresh_token: str = ""


ACCOUNTS: tuple[Account, ...] = (
    Account("facebook", "100064000000001", "Landeshauptstadt Düsseldorf", "duesseldorf", "EAA-demo-lhd"),
    Account("facebook", "100064000000002", "Feuerwehr Düsseldorf", "feuerwehr.dus", "EAA-demo-fwd"),
    Account(
        "instagram",
        "17841400000000001",
        "Landeshauptstadt Düsseldorf",
        "duesseldorf",
        "EAA-demo-lhd",
    ),
    Account(
        "x",
        "1500000001",
        "Stadt Düsseldorf",
        "duesseldorf",
        "x-demo-lhd",
        "x-demo-lhd-refresh",
    ),
    Account(
        "x",
        "1500000002",
        "Presseamt Düsseldorf",
        "Duesseldorf_Presse",
        "x-demo-presse",
        "x-demo-presse-refresh",
    ),
    Account(
        "youtube",
        "UCdemoDuesseldorf0000001",
        "Landeshauptstadt Düsseldorf",
        "duesseldorf",
        "ya29.demo-lhd",
        "1//demo-lhd-refresh",
    ),
    Account(
        "website",
        "5f0c1c1e-6b1a-4b57-9d5e-2d7f3f6a0001",
        "duesseldorf.de Aktuelles",
        "aktuelles",
        "typo3-demo-aktuelles",
    ),
    Account(
        "website",
        "5f0c1c1e-6b1a-4b57-9d5e-2d7f3f6a0002",
        "Medienportal",
        "medienportal",
        "typo3-demo-medienportal",
    ),
)

EXPIRED_TOKENS = frozenset({"EAA-demo-expired", "x-demo-expired", "ya29.demo-expired"})
"""Tokens the platforms once issued and no longer accept."""

PRESS = Account("press", "press", "Presseverteiler", "presse", "")
"""The one mailbox every mail arrives in."""


def by_id(platform: str, account_id: str) -> Account | None:
    """The account with this id (or handle, as the Graph API allows), or None."""
    for account in ACCOUNTS:
        if account.platform == platform and account_id in (account.id, account.handle):
            return account
    return None


def by_token(platform: str, token: str) -> Account | None:
    """The first account of a platform that this token opens, or None."""
    for account in ACCOUNTS:
        if account.platform == platform and token == account.token:
            return account
    return None


def name_of(platform: str, account_id: str) -> str:
    """How the public reads the account's name; the id itself where it is not ours."""
    if platform == "press":
        return PRESS.name
    account = by_id(platform, account_id)
    return account.name if account else account_id
