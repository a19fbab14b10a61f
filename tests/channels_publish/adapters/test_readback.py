from datetime import UTC, datetime

import pytest

from channels_publish.adapters.readback import moment, same_text


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ("Grüße  aus\nDüsseldorf", True),
        ("Gru\u0308ße aus Du\u0308sseldorf ", True),
        ("Grüße aus Köln", False),
    ],
)
def test_same_text_ignores_white_space_and_composition(theirs, expected):
    assert same_text("Grüße aus Düsseldorf", theirs) is expected


def test_moment_reads_what_platforms_write():
    assert moment("2026-11-23T09:00:00+0000") == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert moment("2026-11-23T09:00:00Z") == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert (moment("gestern"), moment(None)) == (None, None)
