"""Error numbers only Instagram knows.

Source: Instagram Platform, "Error Codes", updated 2 June 2026; read 2026-11-23.
"""

import re
from collections.abc import Mapping

from channels_publish.adapters.base import (
    AccountProblem,
    AdapterError,
    Refused,
    TryLater,
    Unknown,
)
from channels_publish.adapters.meta import Meaning

INSTAGRAM_ERRORS: Mapping[int, Meaning] = {
    2207001: (Unknown, "platform_error"),
    2207003: (TryLater, "media_slow"),
    2207004: (Refused, "image_too_large"),
    2207005: (Refused, "image_format"),
    2207006: (TryLater, "container_gone"),
    2207008: (TryLater, "container_gone"),
    2207009: (Refused, "image_ratio"),
    2207010: (Refused, "text_too_long"),
    2207020: (TryLater, "container_gone"),
    2207023: (Refused, "media_rejected"),
    2207026: (Refused, "video_format"),
    2207027: (TryLater, "not_ready"),
    2207028: (Refused, "carousel_rejected"),
    2207032: (Unknown, "container_failed"),
    2207042: (TryLater, "daily_limit"),
    2207050: (AccountProblem, "restricted"),
    2207051: (AccountProblem, "blocked"),
    2207052: (Refused, "media_unreachable"),
    2207053: (Unknown, "container_failed"),
    2207057: (Refused, "media_rejected"),
}


def container_error(status: str) -> AdapterError:
    """The error for a container in state ERROR; its ``status`` text ends in a number of the table."""
    number = re.search(r"\b2207\d{3}\b", status)
    meaning = INSTAGRAM_ERRORS.get(int(number.group())) if number else None
    kind, name = meaning or (Refused, "media_rejected")
    # A container is never public, so whatever went wrong may be repeated.
    return TryLater(name, status) if kind is Unknown else kind(name, status)
