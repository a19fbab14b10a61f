from datetime import date

import pytest

from media_library.enums import Consent
from media_library.models import Asset
from media_library.rights import hindrances

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({}, []),
        ({"usable_until": TODAY}, []),
        ({"usable_until": date(2026, 11, 24)}, ["usable_until"]),
        ({"consent": Consent.GIVEN}, []),
        ({"consent": Consent.NOT_NEEDED}, []),
        ({"consent": Consent.MISSING}, ["consent"]),
        ({"consent": Consent.WITHDRAWN, "usable_until": date(2020, 1, 1)}, ["usable_until", "consent"]),
    ],
)
def test_hindrances_name_the_field(facts, fields):
    assert [found.field for found in hindrances(Asset(original_name="a.jpg", **facts), TODAY)] == fields


def test_hindrance_says_until_when_and_what_was_planned():
    (found,) = hindrances(Asset(original_name="a.jpg", usable_until=date(2026, 1, 31)), TODAY)
    assert "„a.jpg“ darf nur bis 31.01.2026 veröffentlicht werden, geplant ist der 25.11.2026." in found.message
