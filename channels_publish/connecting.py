"""The table of platforms accounts can be connected with, and how our app is known there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from channels_publish.adapters.oauth import App, Connector
from channels_publish.enums import Kind


@dataclass(frozen=True, slots=True)
class Platform:
    """One consent page. ``options`` is what a new account on it starts with, besides its key."""

    name: str
    label: str
    connector: str
    kinds: tuple[Kind, ...]


PLATFORMS: dict[str, Platform] = {
    platform.name: platform
    for platform in (
        Platform(
            "meta",
            "Facebook und Instagram",
            "channels_publish.adapters.meta_connect.MetaConnector",
            (Kind.FACEBOOK, Kind.INSTAGRAM),
        ),
        Platform("x", "X", "channels_publish.adapters.x.connect.XConnector", (Kind.X,)),
        Platform("google", "YouTube", "channels_publish.adapters.youtube.connect.GoogleConnector", (Kind.YOUTUBE,)),
    )
}


def platform_of(kind: str) -> Platform | None:
    """Where an account of this kind is connected; None where a key is entered by hand."""
    return next((platform for platform in PLATFORMS.values() if kind in platform.kinds), None)


def connector(name: str, *, redirect_uri: str = "") -> Connector:
    """The connector of a platform, as our app. Raises KeyError for an unknown platform."""
    place: Mapping[str, str] = settings.OAUTH[name]
    app = App(
        client_id=place["client_id"],
        client_secret=place["client_secret"],
        authorize_url=place["authorize_url"],
        token_url=place["token_url"],
        api_url=place["api_url"],
        redirect_uri=redirect_uri,
    )
    return _connector_class(PLATFORMS[name].connector)(app)


def registered(name: str) -> bool:
    """Whether the app's own id and secret are known; without them nothing can be connected or renewed."""
    place: Mapping[str, Any] = settings.OAUTH[name]
    return bool(place["client_id"] and place["client_secret"])


def api_url(name: str) -> str:
    """The address a newly connected account gets."""
    return str(settings.OAUTH[name]["api_url"])


def first_options(kind: str) -> dict[str, str]:
    """The options a newly connected account of this kind starts with."""
    return dict(settings.FIRST_OPTIONS.get(kind, {}))


@cache
def _connector_class(path: str) -> type[Connector]:
    return cast(type[Connector], import_string(path))
