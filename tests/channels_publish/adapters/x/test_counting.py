"""X's weighted counting."""

import pytest

from channels_publish.adapters.x.counting import weigh


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("Düsseldorf „grüßt“ – ’s", 23),
        ("€…", 4),
        ("👨‍👩‍👧‍👦", 2),
        ("duesseldorf.de", 23),
        ("www.duesseldorf.de/papiertonne.", 24),
        ("https://www.duesseldorf.de/" + "a" * 200, 23),
        ("🎉 https://example.org 🎉", 29),
        ("post@duesseldorf.de", 19),
        ("stadtklang e.V. um 9.30 Uhr", 27),
        ("Du\u0308sseldorf", 10),
    ],
)
def test_weigh(text, weight):
    assert weigh(text) == weight
