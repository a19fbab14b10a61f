"""Text tiles hold every headline inside their margins."""

import hashlib
import io
from itertools import pairwise

import pytest
from PIL import Image

from media_library.tiles import MARK, SIZE, compose, draw_tile, printable

WORDS = {"kicker": "Verkehr", "headline": "Neue Straßenbahnlinie fährt bis zum Medienhafen", "department": "Amt 66"}
HEADLINES = [
    "A",
    "Ja!",
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
    "Verkehrsinfrastrukturfinanzierungsgesetz: Stadt erhält 12 Millionen Euro",
    "W" * 250,
    "i" * 250,
    "Rat beschließt " * 16,
    "Straßenbahnhaltestellenüberdachungen " * 7,
    "Bäume 🌳🌳 für Bilk 🎉",
    "🎉🎉",
    "",
    "Größe ÄÖÜ ẞ „Zitat“ – 20 % … 5 €",
]


@pytest.mark.parametrize("size", [SIZE, (1080, 1080), (1200, 675)])
@pytest.mark.parametrize("headline", HEADLINES)
def test_compose_nothing_leaves_the_margins_or_touches(headline, size):
    tile = compose(
        kicker="Ratssitzung und eine sehr lange Dachzeile über zwei Zeilen, die noch weiter geht und weiter",
        headline=headline,
        department="Amt für Kommunikation, Referat Presse- und Öffentlichkeitsarbeit",
        date="23. November 2026",
        size=size,
    )
    outside = [
        box
        for box in tile.boxes
        if box[0] < tile.margin - 3 or box[1] < 0 or box[2] > tile.width - tile.margin + 3 or box[3] > tile.height
    ]
    assert outside == []
    assert [box for box in tile.boxes if box[1] < tile.footer < box[3]] == []
    above = [box for box in tile.boxes if box[3] <= tile.footer]
    assert len(above) >= 2
    assert [pair for pair in pairwise(above) if pair[0][3] > pair[1][1] + 2] == []


def test_draw_tile_is_a_jpeg_instagram_takes():
    image = Image.open(io.BytesIO(draw_tile(**WORDS)))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1080, 1350))


def test_draw_tile_same_words_same_bytes():
    assert draw_tile(**WORDS) == draw_tile(**WORDS)


def test_draw_tile_other_words_other_bytes():
    digests = {
        hashlib.sha256(draw_tile(**(WORDS | change))).hexdigest()
        for change in (
            {},
            {"headline": "Anders"},
            {"kicker": "Kultur"},
            {"department": "Amt 41"},
            {"date": "1. Mai 2026"},
        )
    }
    assert len(digests) == 5


def test_draw_tile_emoji_leave_no_box_behind():
    assert draw_tile(**(WORDS | {"headline": "Hurra 🎉 Kirmes"})) == draw_tile(
        **(WORDS | {"headline": "Hurra Kirmes"})
    )


def test_draw_tile_without_a_drawable_letter_shows_the_city():
    assert draw_tile(**(WORDS | {"headline": "🎉"})) == draw_tile(**(WORDS | {"headline": MARK}))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  Zwei \n Zeilen\t", "Zwei Zeilen"),
        ("Bu\u0308rger", "Bürger"),
        ("Ver\u00adkehr", "Verkehr"),
        ("1.200\u00a0Bäume", "1.200\u00a0Bäume"),
        ("Familie 👨‍👩‍👧 da", "Familie da"),
        ("漢字 bleibt nicht", "bleibt nicht"),
        ("Ａmt", "Amt"),
        ("„Zitat“ – 5 € ẞß", "„Zitat“ – 5 € ẞß"),
    ],
)
def test_printable(text, wanted):
    assert printable(text) == wanted
