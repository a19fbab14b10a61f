"""A person at the sandbox's consent page, and our app pointed at it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from channels_publish.adapters.oauth import App
from tests.sandbox_process import Sandbox

CLIENT, SECRET = "newsroom-sandbox", "nur-zum-ueben"
RETURN = "http://127.0.0.1:9/zurueck"
# platform → consent page, token endpoint, API
PLACES = {
    "meta": ("/graph/v26.0/dialog/oauth", "/graph/v26.0/oauth/access_token", "/graph"),
    "x": ("/x/i/oauth2/authorize", "/x/2/oauth2/token", "/x"),
    "google": ("/youtube/o/oauth2/v2/auth", "/youtube/token", "/youtube"),
}


def app(sandbox: Sandbox, platform: str, **facts: Any) -> App:
    """Our registration at the sandbox."""
    authorize, token, api = (sandbox.http + path for path in PLACES[platform])
    return App(**{
        "client_id": CLIENT, "client_secret": SECRET, "authorize_url": authorize, "token_url": token,
        "api_url": api, "redirect_uri": RETURN, "timeout": 9,
    } | facts)  # fmt: skip


@pytest.fixture
def apps(platforms, settings) -> Sandbox:
    """The newsroom's own settings pointed at the sandbox of this test."""
    point_at(platforms, settings)
    return platforms


def point_at(sandbox: Sandbox, settings: Any) -> None:
    """Our app as it is registered at this sandbox."""
    names = ("client_id", "client_secret", "authorize_url", "token_url", "api_url")
    settings.OAUTH = {name: {part: getattr(app(sandbox, name), part) for part in names} for name in PLACES}


def allow(url: str, *accounts: str) -> dict[str, str]:
    """Consent with these accounts, or with what the page has chosen; what travels back."""
    return answer(url, "erlauben", *accounts)


def answer(url: str, act: str, *accounts: str) -> dict[str, str]:
    """Press a button of the consent page at ``url``; the query of the way back."""
    reply = requests.post(url, data={"tun": act, "konto": accounts}, timeout=9, allow_redirects=False)
    assert reply.status_code == 303, reply.text
    back = urlsplit(reply.headers["location"])
    return {name: values[0] for name, values in parse_qs(back.query).items()}
