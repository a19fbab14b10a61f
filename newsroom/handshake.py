"""The way to a platform's consent page and back, bound to the session of the person who set out.

What must not be seen lies encrypted in the session: the PKCE verifier until the return, the keys until the
person has chosen what to connect. Both are forgotten after ten minutes.
"""

import json
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from channels_publish import vault
from channels_publish.adapters.base import AccountProblem, AdapterError
from channels_publish.adapters.oauth import Grant, Offer, new_verifier
from channels_publish.connecting import PLATFORMS, connector
from channels_publish.messages import explain
from newsroom.access import DeskRequest
from stories.errors import DeskError

SETS_OUT, OFFERS = "oauth_set_out", "oauth_offers"
MAX_AGE = 600
SALT = "newsroom.handshake"
TABS = 5


class HandshakeError(DeskError):
    """Why a connection did not come about: one German sentence or two."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a person may choose from; ``account`` is the one whose key was to be renewed, if any."""

    platform: str
    account: int | None
    offers: tuple[Offer, ...]


def set_out(request: DeskRequest, platform: str, account: int | None) -> str:
    """The address of the consent page. Raises KeyError for an unknown platform."""
    verifier, nonce = new_verifier(), secrets.token_urlsafe(12)
    state = signing.dumps({"platform": platform, "account": account, "nonce": nonce}, salt=SALT)
    others = dict(list(request.session.get(SETS_OUT, {}).items())[1 - TABS :])
    request.session[SETS_OUT] = others | {nonce: vault.encrypt(verifier)}
    return connector(platform, redirect_uri=return_address()).authorize_url(state=state, verifier=verifier)


def come_back(request: DeskRequest) -> Found:
    """Turn what the platform sent back into offers, and keep them for the choice. Raises HandshakeError."""
    state, verifier = _recognised(request)
    if refusal := request.GET.get("error", ""):
        raise HandshakeError(_declined(refusal, PLATFORMS[state["platform"]].label))
    code = request.GET.get("code", "")
    if not code:
        raise HandshakeError("Die Plattform hat keinen Code mitgeschickt. Bitte verbinden Sie das Konto noch einmal.")
    ours = connector(state["platform"], redirect_uri=return_address())
    try:
        offers = ours.offers(ours.exchange(code=code, verifier=verifier))
    except AdapterError as error:
        raise HandshakeError(_failed(error)) from error
    if not offers:
        raise HandshakeError(
            "Die Plattform bietet kein Konto an, auf dem wir veröffentlichen dürfen. Melden Sie sich dort mit dem "
            "richtigen Zugang an und wählen Sie auf ihrer Seite mindestens ein Konto aus."
        )
    found = Found(state["platform"], state["account"], offers)
    request.session[OFFERS] = sealed(found)
    return found


def pending(request: DeskRequest) -> Found | None:
    """The offers that wait for a choice, for ten minutes."""
    text = vault.decrypt(request.session.get(OFFERS, ""))
    if not text:
        return None
    data: dict[str, Any] = json.loads(text)
    if data["at"] < time.time() - MAX_AGE:
        return None
    offers = tuple(Offer(**each | {"grant": Grant(**each["grant"])}) for each in data["offers"])
    return Found(data["platform"], data["account"], offers)


def forget(request: DeskRequest) -> None:
    """The choice is made."""
    request.session.pop(OFFERS, None)


def sealed(found: Found) -> str:
    """The offers with their keys as they lie in the session."""
    offers = [asdict(offer) for offer in found.offers]
    data = {"platform": found.platform, "account": found.account, "at": time.time(), "offers": offers}
    return vault.encrypt(json.dumps(data))


def return_address() -> str:
    """Where platforms send people back to; it must be registered with each of them to the letter."""
    return settings.PUBLIC_URL + reverse("desk:account_callback")


def _recognised(request: DeskRequest) -> tuple[dict[str, Any], str]:
    """The state we gave along, and its verifier; each serves one return."""
    try:
        state = signing.loads(request.GET.get("state", ""), salt=SALT, max_age=MAX_AGE)
    except signing.SignatureExpired:
        raise HandshakeError(
            "Zwischen dem Aufbruch und der Rückkehr lagen mehr als zehn Minuten. Bitte verbinden Sie noch einmal."
        ) from None
    except signing.BadSignature:
        raise HandshakeError(
            "Diese Rückkehr gehört zu keiner Verbindung, die hier begonnen wurde. Es wurde nichts geändert. "
            "Beginnen Sie bitte auf der Seite „Konten“."
        ) from None
    begun = request.session.get(SETS_OUT, {})
    stored = begun.pop(state["nonce"], "")
    request.session[SETS_OUT] = begun
    verifier = vault.decrypt(stored)
    if not verifier:
        raise HandshakeError(
            "Diese Verbindung wurde in einem anderen Fenster oder von einer anderen Person begonnen, oder sie ist "
            "schon abgeschlossen. Es wurde nichts geändert. Beginnen Sie bitte noch einmal."
        )
    return state, verifier


def _declined(error: str, label: str) -> str:
    if error == "access_denied":
        return f"Der Zugriff wurde bei {label} abgelehnt. Es wurde nichts geändert."
    return f"{label} hat die Anfrage abgewiesen und meldet „{error[:80]}“. Es wurde nichts geändert."


def _failed(error: AdapterError) -> str:
    if isinstance(error, AccountProblem) and error.code == "grant_gone":
        return (
            "Die Plattform hat den Code nicht angenommen: Er war schon benutzt, abgelaufen, oder die Adresse für die "
            "Rückkehr ist dort anders eingetragen. Bitte verbinden Sie noch einmal."
        )
    if isinstance(error, AccountProblem):
        return explain(error.code)
    return "Die Plattform antwortet gerade nicht. Es wurde nichts geändert; bitte versuchen Sie es in einigen Minuten."
