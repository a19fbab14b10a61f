"""Error numbers only Facebook Pages know.

Sources: Meta's guide "Handle Errors", its video upload guide, and the Postiz provider source of
2026-08-21; read 2026-11-23.
"""

from collections.abc import Mapping

from channels_publish.adapters.base import Refused, TryLater, Unknown
from channels_publish.adapters.meta import Meaning

UPLOAD_RESTARTS = "upload_restarts"

FACEBOOK_ERRORS: Mapping[int, Meaning] = {
    352: (Refused, "video_format"),
    506: (Unknown, "probably_published"),
    1500: (Refused, "link_rejected"),
    1363024: (Refused, "video_format"),
    1363030: (TryLater, UPLOAD_RESTARTS),
    1363037: (TryLater, UPLOAD_RESTARTS),
    1363041: (TryLater, UPLOAD_RESTARTS),
    1366046: (Refused, "image_rejected"),
    1366051: (Unknown, "probably_published"),
    1390008: (TryLater, "throttled"),
    1404102: (Refused, "community_standards"),
    1609005: (Refused, "link_rejected"),
    1609008: (Refused, "link_not_allowed"),
}
