"""Connecting a YouTube channel: Google's OAuth 2.0 for web server applications.

Source: "Using OAuth 2.0 for Web Server Applications" (YouTube Data API guide, read 2026-11-25). The key holds
about an hour. ``access_type=offline`` gives a refresh token, but only with a fresh consent, hence
``prompt=consent``; renewing answers without one, and the old stays good.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import ClassVar

from channels_publish.adapters.base import Credentials
from channels_publish.adapters.oauth import Connector, Grant, Offer
from channels_publish.adapters.youtube.service import build_service, read
from channels_publish.adapters.youtube.transport import Transport


class GoogleConnector(Connector):
    """A web application registered with Google."""

    name: ClassVar[str] = "YouTube"
    scopes: ClassVar[tuple[str, ...]] = (
        "https://www.googleapis.com/auth/youtube.upload",
        "https://www.googleapis.com/auth/youtube.force-ssl",
    )
    extra: ClassVar[Mapping[str, str]] = {"access_type": "offline", "prompt": "consent"}

    def offers(self, grant: Grant) -> tuple[Offer, ...]:
        """The channel chosen on Google's page."""
        with closing(Transport(Credentials(self.app.api_url, "", grant.token, timeout=self.app.timeout))) as transport:
            service = build_service(self.app.api_url, transport)
            items = read(service.channels().list(part="id,snippet", mine=True), token=grant.token).get("items") or []
        return tuple(
            Offer(
                "youtube",
                str(item["id"]),
                str((item.get("snippet") or {}).get("title", "")),
                str((item.get("snippet") or {}).get("customUrl", "")).removeprefix("@"),
                grant,
            )
            for item in items
        )
