"""A time of crisis."""

from collections.abc import Iterable

from channels_publish.actions import crisis
from people.models import User
from stories.models import Crisis
from tests.factories import people


def crisis_on(*, by: User | None = None, exempt: Iterable[int] = (), banner: str = "", link: str = "") -> Crisis:
    """Switch crisis mode on."""
    return crisis.begin(
        reason="Bombenfund in Bilk", banner=banner, banner_link=link, exempt=exempt, by=by or people.cvd()
    )
