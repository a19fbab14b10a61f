"""Connecting an account on X: OAuth 2.0 authorization code with PKCE.

Source: X docs "OAuth 2.0 Authorization Code Flow with PKCE" (read 2026-11-25). The key holds two hours;
``offline.access`` gives a refresh token, which works once and comes with the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from channels_publish.adapters.base import Credentials
from channels_publish.adapters.oauth import Connector, Grant, Offer
from channels_publish.adapters.x.client import connected
from channels_publish.adapters.x.errors import answers_explained


class XConnector(Connector):
    """A confidential client: the app names itself by Basic login."""

    name: ClassVar[str] = "X"
    scopes: ClassVar[tuple[str, ...]] = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")

    def offers(self, grant: Grant) -> tuple[Offer, ...]:
        """The one account that consented."""
        with (
            connected(Credentials(self.app.api_url, "", grant.token, timeout=self.app.timeout)) as client,
            answers_explained(grant.token, repeatable=True),
        ):
            me = client.users.get_me().data
        handle = str(getattr(me, "username", "") or "")
        return (Offer("x", str(getattr(me, "id", "")), f"@{handle}", handle, grant),)

    def _identified(self, form: Mapping[str, str]) -> dict[str, Any]:
        return {
            "data": {**form, "client_id": self.app.client_id},
            "auth": (self.app.client_id, self.app.client_secret),
        }
