"""Canonical content and its digest."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from stories.content import canonical, content, digest
from tests.factories import stories


def test_canonical_is_one_spelling():
    assert canonical({"b": [1, "ü"], "a": None}) == '{"a":null,"b":[1,"ü"]}'.encode()
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_content_names_everything_a_reader_could_notice(office):
    story = stories.story(by=office.editor, pictures=1, video=True, embargo=datetime(2027, 1, 5, 9, tzinfo=UTC))
    (asset,) = story.ordered_images()
    assert content(story) == {
        "kicker": "Stadtgrün",
        "headline": "Neue Bäume für den Hofgarten",
        "lead": "Das Gartenamt pflanzt ab Montag 40 junge Linden im Hofgarten.",
        "body": "<p>Die Arbeiten dauern bis Freitag. Die Wege bleiben offen.</p>",
        "department": "",
        "keywords": ["Stadtgrün", "Hofgarten"],
        "contact": "Mira Brandt, Telefon 0211 89-00000",
        "responsible": "Konrad Ellerbeck",
        "link": "",
        "place": "Düsseldorf",
        "embargo": "2027-01-05T09:00:00+00:00",
        "images": [
            {"asset": asset.pk, "sha256": asset.sha256, "alt": "Linde 1", "credit": asset.credit, "caption": ""}
        ],
        "video": {"asset": story.video.pk, "sha256": story.video.sha256},
    }


def test_the_same_moment_in_another_zone_is_the_same_content(office):
    story = stories.story(by=office.editor, embargo=datetime(2027, 1, 5, 9, tzinfo=UTC))
    before = digest(content(story))
    story.embargo = datetime(2027, 1, 5, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert digest(content(story)) == before
