"""What connecting an account by OAuth 2 has in common (RFC 6749, PKCE by RFC 7636).

Plain Python like the adapters: a :class:`Connector` gets the app's own credentials and addresses, sends a
person to the platform's consent page and turns what comes back into keys. It keeps nothing.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

import requests

from channels_publish.adapters.base import AccountProblem, TryLater
from channels_publish.adapters.http import BoundedSession, failures_explained, json_object, quoted, retry_after

VERIFIER_BYTES = 48


@dataclass(frozen=True, slots=True)
class App:
    """Our registration at one platform, and where the platform is. ``api_url`` is the base of its API."""

    client_id: str
    client_secret: str = field(repr=False)
    authorize_url: str
    token_url: str
    api_url: str
    redirect_uri: str = ""
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token endpoint gave; ``expires_in`` is seconds, None for a key without a known end."""

    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_in: float | None = None
    scopes: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One account the person who consented may publish to."""

    kind: str
    remote_id: str
    name: str
    handle: str
    grant: Grant


class Connector:
    """Base of the three. ``uses_pkce`` where the platform takes a code challenge."""

    name: ClassVar[str]
    scopes: ClassVar[tuple[str, ...]]
    uses_pkce: ClassVar[bool] = True
    scope_separator: ClassVar[str] = " "
    extra: ClassVar[Mapping[str, str]] = {}

    def __init__(self, app: App) -> None:
        self.app = app

    def authorize_url(self, *, state: str, verifier: str) -> str:
        """Where the person consents. ``verifier`` stays with us; only its hash travels."""
        query = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": self.app.redirect_uri,
            "scope": self.scope_separator.join(self.scopes),
            "state": state,
            **self.extra,
        }
        if self.uses_pkce:
            query |= {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
        return f"{self.app.authorize_url}?{urlencode(query)}"

    def exchange(self, *, code: str, verifier: str) -> Grant:
        """The key for the code the platform sent the person back with; a code works once."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.app.redirect_uri}
        return self._token(form | ({"code_verifier": verifier} if self.uses_pkce else {}))

    def refresh(self, refresh_token: str) -> Grant:
        """A new key. Raises AccountProblem where the platform wants the person's consent again."""
        return self._token({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def offers(self, grant: Grant) -> tuple[Offer, ...]:
        """The accounts this key opens."""
        raise NotImplementedError

    def _token(self, form: Mapping[str, str]) -> Grant:
        """One request to the token endpoint; secrets travel in the body, never in an address."""
        with BoundedSession(self.app.timeout) as session, failures_explained(repeatable=True):
            response = session.post(self.app.token_url, **self._identified(form))
        return granted(response, *form.values(), self.app.client_secret)

    def _identified(self, form: Mapping[str, str]) -> dict[str, Any]:
        """How the app names itself: in the form (RFC 6749 section 2.3.1), or as the platform wants it."""
        return {"data": {**form, "client_id": self.app.client_id, "client_secret": self.app.client_secret}}


def new_verifier() -> str:
    """A PKCE verifier nobody can guess: 64 letters of base64 (RFC 7636 section 4.1 asks for 43 to 128)."""
    return secrets.token_urlsafe(VERIFIER_BYTES)


def challenge(verifier: str) -> str:
    """Its S256 challenge (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def granted(response: requests.Response, *secrets_sent: str) -> Grant:
    """The key in a token endpoint's answer, or the error it stands for.

    Nothing was published either way, so no answer is :class:`~channels_publish.adapters.base.Unknown`.
    """
    if response.status_code not in range(200, 300):
        raise token_error(response, *secrets_sent)
    body = json_object(response, repeatable=True)
    if not body.get("access_token"):
        raise TryLater("unreadable_reply", "no access_token")
    seconds = body.get("expires_in")
    return Grant(
        token=str(body["access_token"]),
        refresh_token=str(body.get("refresh_token") or ""),
        expires_in=float(seconds) if isinstance(seconds, int | float) and seconds > 0 else None,
        scopes=str(body.get("scope") or ""),
    )


def token_error(response: requests.Response, *secrets_sent: str) -> AccountProblem | TryLater:
    """The error of a token endpoint (RFC 6749 section 5.2; Meta answers with its own error object)."""
    try:
        body = response.json()
    except ValueError:
        body = {}
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        code, text = f"{error.get('type')} {error.get('code')}", error.get("message")
    else:
        code, text = str(error or ""), body.get("error_description") if isinstance(body, dict) else ""
    words = quoted(
        ": ".join(str(part) for part in (code, text) if part) or f"HTTP {response.status_code}", *secrets_sent
    )
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return TryLater("rate_limit", words, after=retry_after(response.headers))
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or (
        isinstance(error, dict) and error.get("is_transient")
    ):
        return TryLater("platform_down", words)
    if code in {"invalid_client", "unauthorized_client"}:
        return AccountProblem("app_rejected", words)
    return AccountProblem("grant_gone", words)
