"""The token endpoints: a code or a refresh token in, a key out, with each platform's own manners."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import graph_errors as errors
from sandbox import oauth, tokens
from sandbox.graph_errors import GraphError
from sandbox.world import world

X_SECONDS, GOOGLE_SECONDS = 7_200, 3_599
META_SHORT, META_LONG = 5_400, 60 * 86_400
X_SCOPE = "tweet.read tweet.write users.read media.write offline.access"


def refused(error: str, description: str, status: int = 400) -> Response:
    """An error of RFC 6749 section 5.2."""
    return JSONResponse({"error": error, "error_description": description}, status)


async def x(request: Request) -> Response:
    """``POST /2/oauth2/token``: two hours; each refresh token works once, the answer has the next."""
    form = await _form(request)
    client, shown = _client(request, form)
    if not client:
        return refused("unauthorized_client", "Missing client credentials", 401)
    if client in oauth.APPS and shown != oauth.APPS[client]:
        return refused("unauthorized_client", "Missing valid authorization header", 401)
    match form.get("grant_type"):
        case "authorization_code":
            return _x_code(request, form | {"client_id": client})
        case "refresh_token":
            return _x_refresh(request, form)
    return refused("unsupported_grant_type", "Use authorization_code or refresh_token")


def _x_code(request: Request, form: dict[str, str]) -> Response:
    try:
        consent = oauth.redeem(world(request), "x", form)
    except oauth.CodeError:
        return refused("invalid_request", "Value passed for the authorization code was invalid.")
    return _x_keys(request, consent["account"], consent["scope"])


def _x_refresh(request: Request, form: dict[str, str]) -> Response:
    kept = tokens.refreshable(world(request), "x", form.get("refresh_token", ""))
    if kept is None:
        return refused("invalid_request", "Value passed for the token was invalid.")
    tokens.use_up(world(request), "x", kept)
    return _x_keys(request, kept["account"], kept.get("scope") or X_SCOPE)


def _x_keys(request: Request, account: str, scope: str) -> Response:
    here = world(request)
    body: dict[str, Any] = {
        "token_type": "bearer",
        "expires_in": X_SECONDS,
        "access_token": tokens.issue(here, "x", account, seconds=X_SECONDS),
        "scope": scope,
    }
    # Without offline.access there is none (X docs, "Refresh tokens").
    if "offline.access" in scope.split():
        body["refresh_token"] = tokens.issue_refresh(here, "x", account, scope=scope)
    return JSONResponse(body)


async def google(request: Request) -> Response:
    """``POST /token``: about an hour; renewing answers without a refresh token, the old one stays good."""
    form, here = await _form(request), world(request)
    client = form.get("client_id", "")
    if client and form.get("client_secret") != oauth.APPS.get(client):
        return refused("invalid_client", "The OAuth client was not found.", 401)
    more: dict[str, Any] = {}
    if form.get("grant_type") == "authorization_code":
        try:
            consent = oauth.redeem(here, "youtube", form)
        except oauth.CodeError as error:
            if str(error) == "redirect":
                return refused("redirect_uri_mismatch", "Bad Request")
            return refused("invalid_grant", "Malformed auth code.")
        account, scope = consent["account"], consent["scope"]
        if consent["offline"]:
            more["refresh_token"] = tokens.issue_refresh(here, "youtube", account, prefix="1//", scope=scope)
    else:
        kept = tokens.refreshable(here, "youtube", form.get("refresh_token", ""))
        if form.get("grant_type") != "refresh_token" or kept is None:
            return refused("invalid_grant", "Token has been expired or revoked.")
        account, scope = kept["account"], kept.get("scope") or "https://www.googleapis.com/auth/youtube"
    key = tokens.issue(here, "youtube", account, seconds=GOOGLE_SECONDS, prefix="ya29.")
    body = {"access_token": key, "expires_in": GOOGLE_SECONDS, "scope": scope, "token_type": "Bearer"}
    return JSONResponse(body | more)


async def meta(request: Request) -> Response:
    """``/oauth/access_token``: a code becomes a short-lived user token, that one a token of 60 days."""
    form, here = await _form(request), world(request)
    if oauth.APPS.get(form.get("client_id", "")) != form.get("client_secret", ""):
        return GraphError(1, "Error validating client secret.").response()
    try:
        if form.get("grant_type") == "fb_exchange_token":
            pages, seconds = _exchanged(request, form), META_LONG
        else:
            pages, seconds = _consented(request, form), META_SHORT
    except GraphError as error:
        return error.response()
    key = tokens.issue(
        here, "facebook", tokens.USER, seconds=seconds, prefix="EAA", pages=pages, long=seconds == META_LONG
    )
    return JSONResponse({"access_token": key, "token_type": "bearer", "expires_in": seconds})


def _consented(request: Request, form: dict[str, str]) -> list[str]:
    try:
        return list(oauth.redeem(world(request), "facebook", form)["chosen"])
    except oauth.CodeError as error:
        if str(error) == "redirect":
            raise GraphError(
                100,
                "Error validating verification code. Please make sure your redirect_uri is identical to the one "
                "you used in the OAuth dialog request",
                subcode=36008,
            ) from error
        raise GraphError(100, "This authorization code has been used.", subcode=36009) from error


def _exchanged(request: Request, form: dict[str, str]) -> list[str]:
    shown = form.get("fb_exchange_token", "")
    try:
        doc = tokens.living(world(request), "facebook", shown)
    except tokens.ExpiredError:
        raise errors.expired() from None
    if doc is None or doc["account"] != tokens.USER:
        raise errors.invalid_token()
    return list(doc["pages"])


async def _form(request: Request) -> dict[str, str]:
    """Meta takes query and form alike; the others only a form."""
    values = dict(request.query_params) if request.url.path.startswith("/graph/") else {}
    if request.method == "POST":
        values |= {name: str(value) for name, value in (await request.form()).items()}
    return values


def _client(request: Request, form: dict[str, str]) -> tuple[str, str]:
    """Which app asks, and the secret it shows: by its basic login, else as the form names it."""
    scheme, _, login = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(login).decode("utf-8", "replace").partition(":")
    except binascii.Error:
        return "", ""
    return name, secret


ROUTES = [
    Route("/graph/oauth/access_token", meta, methods=["GET", "POST"]),
    Route("/graph/{version}/oauth/access_token", meta, methods=["GET", "POST"]),
    Route("/x/2/oauth2/token", x, methods=["POST"]),
    Route("/youtube/token", google, methods=["POST"]),
]
