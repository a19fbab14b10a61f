"""The consent pages: who asks, for which account, with which rights; and the codes they hand back.

Written from the platforms' documentation (Meta "Manually Build a Login Flow", X "OAuth 2.0 Authorization Code
Flow with PKCE", Google "Using OAuth 2.0 for Web Server Applications"; read 2026-11-25) and RFC 6749, RFC 7636.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox import accounts, wall
from sandbox.oauth_words import DENIED, RIGHTS
from sandbox.store import Doc
from sandbox.views import NAMES
from sandbox.world import World, world

APPS = {"newsroom-sandbox": "nur-zum-ueben"}
"""The apps registered here, with their secrets."""
APP_NAME = "Newsroom"
CODE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Door:
    """One consent page; ``pkce`` where a code challenge is required, ``several`` where more than one is chosen."""

    platform: str
    separator: str
    pkce: bool = False
    several: bool = False


DOORS = {
    "meta": Door("facebook", ",", several=True),
    "x": Door("x", " ", pkce=True),
    "google": Door("youtube", " "),
}


def consent(name: str) -> Any:
    """The handler of one consent page: shown by GET, answered by POST."""
    door = DOORS[name]

    async def handle(request: Request) -> Response:
        query = dict(request.query_params)
        if wrong := _wrong(query, door):
            return wall.page("consent_wrong.html", 400, platform=NAMES[door.platform], wrong=wrong)
        if request.method == "GET":
            return _page(request, query, door)
        form = await request.form()
        chosen = [str(value) for value in form.getlist("konto")]
        if form.get("tun") != "erlauben":
            return _back(query, DENIED[name])
        known = [account.id for account in _offered(door)]
        if not chosen or any(account not in known for account in chosen):
            return _page(request, query, door, missing=True)
        return _back(query, {"code": _code(world(request), query, door, chosen)})

    return handle


def _wrong(query: dict[str, str], door: Door) -> str:
    """What is wrong with the request, or nothing; the person is then not sent anywhere."""
    if query.get("client_id") not in APPS:
        return "Diese Anwendung ist bei der Plattform nicht angemeldet (client_id)."
    if not may_return_to(query.get("redirect_uri", "")):
        return "Die Rücksprungadresse ist für diese Anwendung nicht eingetragen (redirect_uri)."
    if query.get("response_type") != "code" or not query.get("scope"):
        return "Die Anfrage nennt keine Rechte oder verlangt etwas anderes als einen Code (response_type, scope)."
    challenge = query.get("code_challenge", "")
    if (door.pkce or challenge) and (not challenge or query.get("code_challenge_method") != "S256"):
        return "Der Anfrage fehlt der Prüfwert (code_challenge mit S256)."
    if door.pkce and not query.get("state"):
        return "Der Anfrage fehlt der Merker (state)."
    return ""


def may_return_to(uri: str) -> bool:
    """Whether a person may be sent there: this machine, its network, or a name kept for examples (RFC 2606)."""
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host or parts.fragment:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".example", ".localhost", ".test"))
    return address.is_loopback or address.is_private


def _offered(door: Door) -> list[accounts.Account]:
    return [account for account in accounts.ACCOUNTS if account.platform == door.platform]


def _page(request: Request, query: dict[str, str], door: Door, *, missing: bool = False) -> Response:
    scopes = [scope for scope in query["scope"].replace(",", " ").split() if scope]
    reply = wall.page(
        "consent.html",
        422 if missing else 200,
        platform=NAMES[door.platform],
        kind=door.platform,
        app=APP_NAME,
        accounts=_offered(door),
        several=door.several,
        rights=[RIGHTS.get(scope, scope) for scope in scopes],
        action=f"{request.url.path}?{request.url.query}",
        host=urlsplit(query["redirect_uri"]).netloc,
        missing=missing,
    )
    # A browser counts the way back to the app as part of the form's sending.
    target = urlsplit(query["redirect_uri"])
    reply.headers["Content-Security-Policy"] = wall.CSP.replace(
        "form-action 'self'", f"form-action 'self' {target.scheme}://{target.netloc}"
    )
    return reply


def _code(here: World, query: dict[str, str], door: Door, chosen: list[str]) -> str:
    code = secrets.token_urlsafe(24)
    doc: Doc = {
        "id": code,
        "client_id": query["client_id"],
        "redirect_uri": query["redirect_uri"],
        "scope": query["scope"],
        "challenge": query.get("code_challenge", ""),
        "offline": query.get("access_type") == "offline",
        "chosen": chosen,
        "expires": time.time() + CODE_SECONDS,
        "used": False,
    }
    here.store.put(door.platform, "code", doc, account=chosen[0])
    return code


def _back(query: dict[str, str], answer: dict[str, str]) -> Response:
    state = {"state": query["state"]} if "state" in query else {}
    glue = "&" if urlsplit(query["redirect_uri"]).query else "?"
    url = f"{query['redirect_uri']}{glue}{urlencode(answer | state)}"
    return RedirectResponse(url, 303, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


class CodeError(Exception):
    """Why a code is not taken: ``gone``, ``redirect`` or ``verifier``."""


def redeem(here: World, platform: str, form: dict[str, str]) -> Doc:
    """Take a code in exchange for what was consented to; each code works once (RFC 6749 section 4.1.2)."""
    doc = here.store.get(platform, "code", form.get("code", ""))
    if doc is None or doc["used"] or doc["expires"] <= time.time() or doc["client_id"] != form.get("client_id"):
        raise CodeError("gone")
    here.store.put(platform, "code", doc | {"used": True})
    if doc["redirect_uri"] != form.get("redirect_uri"):
        raise CodeError("redirect")
    if doc["challenge"] and doc["challenge"] != s256(form.get("code_verifier", "")):
        raise CodeError("verifier")
    return doc


def s256(verifier: str) -> str:
    """The challenge a verifier answers (RFC 7636 section 4.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


ROUTES = [
    Route("/graph/dialog/oauth", consent("meta"), methods=["GET", "POST"]),
    Route("/graph/{version}/dialog/oauth", consent("meta"), methods=["GET", "POST"]),
    Route("/x/i/oauth2/authorize", consent("x"), methods=["GET", "POST"]),
    Route("/youtube/o/oauth2/v2/auth", consent("google"), methods=["GET", "POST"]),
]
