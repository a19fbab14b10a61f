"""The one table of channels: kind, what the screens call it, and where its adapter stands."""

from dataclasses import dataclass
from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from channels_publish.adapters.base import AccountProblem, Adapter, Credentials
from channels_publish.enums import Kind
from channels_publish.models import Account


@dataclass(frozen=True, slots=True)
class Channel:
    """``before_embargo``: goes out at approval with the embargo marked on it, as press mail does."""

    kind: Kind
    adapter: str
    before_embargo: bool = False


CHANNELS: dict[str, Channel] = {
    channel.kind: channel
    for channel in (
        # Press stands on a higher floor, so its adapter is reached by path and never imported here.
        Channel(Kind.PRESS, "press.adapter.PressAdapter", before_embargo=True),
        Channel(Kind.WEBSITE, "channels_publish.adapters.website.adapter.WebsiteAdapter"),
        Channel(Kind.FACEBOOK, "channels_publish.adapters.facebook.adapter.FacebookAdapter"),
        Channel(Kind.X, "channels_publish.adapters.x.adapter.XAdapter"),
        Channel(Kind.INSTAGRAM, "channels_publish.adapters.instagram.adapter.InstagramAdapter"),
        Channel(Kind.YOUTUBE, "channels_publish.adapters.youtube.adapter.YouTubeAdapter"),
    )
}


@cache
def adapter_class(kind: str) -> type[Adapter]:
    """The adapter of a channel kind, imported at first use. Raises KeyError for an unknown kind."""
    return cast(type[Adapter], import_string(CHANNELS[kind].adapter))


def credentials(account: Account) -> Credentials:
    """What the adapter needs to reach this account. Raises AccountProblem where its key cannot be opened."""
    if account.key_unreadable:
        raise AccountProblem("token_unreadable")
    return Credentials(
        base_url=account.base_url.rstrip("/"),
        account_id=account.remote_id,
        token=account.token,
        options={"handle": account.handle, **account.options},
        timeout=settings.PLATFORM_TIMEOUT_SECONDS,
    )
