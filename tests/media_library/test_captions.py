import pytest

from media_library.captions import BadCaptions, Cue, read

GOOD = "WEBVTT - Rathaus\n\nNOTE Bemerkung\n\n1\n00:01.000 --> 00:02.500 align:start\nGuten Tag,\nDüsseldorf\n\n01:00:00.000 --> 01:00:01.000\nEnde\n"


def code(text: str | bytes, seconds: float | None = None) -> str:
    with pytest.raises(BadCaptions) as caught:
        read(text if isinstance(text, bytes) else text.encode(), name="u.vtt", seconds=seconds)
    assert "„u.vtt“" in str(caught.value)
    return caught.value.code


def test_read_gives_the_cues():
    assert read(GOOD.encode("utf-8-sig"), name="u.vtt", seconds=None) == [
        Cue(1.0, 2.5, "Guten Tag, Düsseldorf"),
        Cue(3600.0, 3601.0, "Ende"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nSRT\n", "not_webvtt"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff\n", "not_text"),
        ("WEBVTT\n\nNur Text\n", "no_cues"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nKomma\n", "bad_time"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nZurück\n", "backwards"),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nB\n\n00:01.000 --> 00:04.000\nA\n", "backwards"),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\n\n", "empty_cue"),
        ("WEBVTT\n" + "x" * 1_000_001, "too_large"),
    ],
)
def test_read_refuses(text, why):
    assert code(text) == why


def test_read_refuses_captions_of_another_film():
    assert code("WEBVTT\n\n00:08.000 --> 00:09.100\nZu spät\n", seconds=8.0) == "beyond_film"
