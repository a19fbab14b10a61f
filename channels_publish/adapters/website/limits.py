"""What a TYPO3 news record takes, with the place it was read and the day."""

from collections.abc import Mapping

from channels_publish.adapters.base import Limit

_NEWS = "georgringer/news source (2026-08-17)"

LIMITS: Mapping[str, Limit] = {
    "title": Limit(255, f"{_NEWS}: varchar(255)", "2026-11-23"),
    "import_id": Limit(100, f"{_NEWS}: varchar(100)", "2026-11-23"),
}
