"""Connecting Facebook Pages and the Instagram accounts linked to them: one consent serves both.

Sources: Meta's guides "Manually Build a Login Flow", "Long-Lived Access Tokens" and "Instagram API with
Facebook Login" (read 2026-11-25). The consent gives a user token of an hour or two. It is exchanged for one of
60 days first, because a Page token ends when the user token it was read with ends; Page tokens read with a
long-lived one have no end. The user token itself is forgotten: it opens more than we need.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from channels_publish.adapters.base import Credentials
from channels_publish.adapters.meta import Graph
from channels_publish.adapters.oauth import Connector, Grant, Offer

FIELDS = "id,name,username,access_token,tasks,instagram_business_account{id,username,name}"
MAX_PAGES = 10
PUBLISHES = "CREATE_CONTENT"


class MetaConnector(Connector):
    """Facebook Login for a Business app."""

    name: ClassVar[str] = "Facebook und Instagram"
    # Meta's manual flow documents state, but no code challenge (2026-11-25).
    uses_pkce: ClassVar[bool] = False
    scope_separator: ClassVar[str] = ","
    scopes: ClassVar[tuple[str, ...]] = (
        "pages_show_list",
        "pages_read_engagement",
        "pages_manage_posts",
        "business_management",
        "instagram_basic",
        "instagram_content_publish",
        "instagram_manage_contents",
    )
    # Asks again for what was refused last time, instead of passing over it silently.
    extra: ClassVar[Mapping[str, str]] = {"auth_type": "rerequest"}

    def exchange(self, *, code: str, verifier: str) -> Grant:
        """The long-lived user token."""
        short = self._token({"code": code, "redirect_uri": self.app.redirect_uri})
        return self._token({"grant_type": "fb_exchange_token", "fb_exchange_token": short.token})

    def offers(self, grant: Grant) -> tuple[Offer, ...]:
        """Every Page on which the person may publish, and the Instagram account linked to it."""
        graph = Graph(Credentials(self.app.api_url, "me", grant.token, timeout=self.app.timeout))
        found: list[Offer] = []
        params = {"fields": FIELDS, "limit": "100"}
        for _ in range(MAX_PAGES):
            reply = graph.read("me/accounts", **params)
            for page in reply.get("data", []):
                if page.get("access_token") and PUBLISHES in page.get("tasks", [PUBLISHES]):
                    found += _offers(page, " ".join(self.scopes))
            paging = reply.get("paging") or {}
            after = (paging.get("cursors") or {}).get("after")
            if not after or not paging.get("next"):
                break
            params["after"] = after
        return tuple(found)


def _offers(page: Mapping[str, Any], scopes: str) -> list[Offer]:
    grant = Grant(token=str(page["access_token"]), scopes=scopes)
    offers = [Offer("facebook", str(page["id"]), str(page.get("name", "")), str(page.get("username") or ""), grant)]
    if linked := page.get("instagram_business_account"):
        handle = str(linked.get("username") or "")
        offers.append(Offer("instagram", str(linked["id"]), f"@{handle}", handle, grant))
    return offers
