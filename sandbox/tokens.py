"""The keys the platforms issued: whom they open, until when, and how a rehearsal ends them early."""

from __future__ import annotations

import secrets
import time
from typing import Any

from starlette.requests import Request

from sandbox import accounts
from sandbox.accounts import Account
from sandbox.store import Doc
from sandbox.world import World, world

PLATFORMS = ("facebook", "x", "youtube")
USER = "user"
"""The account of a Meta user token: a person, who may publish on several Pages."""


class ExpiredError(Exception):
    """The key was good once."""


def owner(world: World, platform: str, token: str) -> Account | None:
    """The account this key opens, None where it was never ours; raises :class:`ExpiredError`."""
    if token in accounts.EXPIRED_TOKENS or world.store.get(platform, "dead", token):
        raise ExpiredError
    if found := accounts.by_token(platform, token):
        return found
    issued = living(world, platform, token)
    return accounts.by_id(platform, issued["account"]) if issued else None


def bearer(request: Request, platform: str) -> Account | None:
    """The account whose key the call shows as its bearer; None where none is shown or it opens nothing (more)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        return owner(world(request), platform, token) if scheme.lower() == "bearer" else None
    except ExpiredError:
        return None


def living(world: World, platform: str, token: str) -> Doc | None:
    """What is kept of an issued key; raises :class:`ExpiredError` past its end."""
    issued = world.store.get(platform, "token", token)
    if issued and issued["expires"] and issued["expires"] <= time.time():
        raise ExpiredError
    return issued


def issue(world: World, platform: str, account: str, *, seconds: float | None, prefix: str = "", **more: Any) -> str:
    """A new key; ``seconds`` None means that it has no end."""
    token = prefix + secrets.token_urlsafe(24)
    expires = time.time() + seconds if seconds is not None else None
    world.store.put(platform, "token", {"id": token, "expires": expires, **more}, account=account)
    return token


def issue_refresh(world: World, platform: str, account: str, *, prefix: str = "", scope: str = "") -> str:
    """A new refresh token."""
    token = prefix + secrets.token_urlsafe(24)
    world.store.put(platform, "refresh", {"id": token, "used": False, "scope": scope}, account=account)
    return token


def refreshable(world: World, platform: str, token: str) -> Doc | None:
    """The refresh token as it is kept, those of the first day included; None where it is good for nothing."""
    if not token or world.store.get(platform, "dead", token):
        return None
    first = next((a for a in accounts.ACCOUNTS if a.platform == platform and a.refresh_token == token), None)
    kept = world.store.get(platform, "refresh", token)
    if kept is None and first is not None:
        kept = {"id": token, "used": False, "scope": "", "account": first.id}
    return None if kept is None or kept["used"] else kept


def use_up(world: World, platform: str, kept: Doc) -> None:
    """A refresh token that works once has worked."""
    world.store.put(platform, "refresh", kept | {"used": True})


def end(world: World, platform: str, account: str = "", *, refresh: bool = False) -> int:
    """End the keys of one account or of all: as when they expire, or, with ``refresh``, when consent is withdrawn."""
    kinds = ("token", "refresh") if refresh else ("token",)
    names = [doc["id"] for kind in kinds for doc in world.store.find(platform, kind, account=account or None)]
    for first in accounts.ACCOUNTS:
        if first.platform == platform and account in ("", first.id):
            names += [first.token, *([first.refresh_token] if refresh and first.refresh_token else [])]
    for name in names:
        world.store.put(platform, "dead", {"id": name}, account=account)
    return len(names)
