"""Reading releases: what is taken, and the German sentence for what is not."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from newsroom.demo import office
from newsroom.releases import Picture, Release, ReleaseError, read
from tests.factories import media

PLAIN = {"title": "Neue Bäume", "body_paragraphs": ["Das Gartenamt pflanzt 40 Linden."]}


@pytest.fixture
def write(tmp_path):
    """Write releases beside a picture and a film."""
    (tmp_path / "bild.jpg").write_bytes(media.jpeg().read())
    (tmp_path / "kein-bild.jpg").write_text("Das ist Text.")
    (tmp_path / "film.mp4").write_bytes((Path(settings.BASE_DIR) / "newsroom/demo/media/clip.mp4").read_bytes())

    def to_file(data: Any) -> Path:
        path = tmp_path / "mitteilungen.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
        return path

    return to_file


def one(write, **fields: Any) -> Release:
    (release,) = read(write([PLAIN | fields]))
    return release


def test_shortest_release(write):
    release = one(write)
    assert (release.title, release.body) == ("Neue Bäume", "<p>Das Gartenamt pflanzt 40 Linden.</p>")
    assert (release.pictures, release.video, release.embargo, release.ignored) == ((), None, None, ())


@pytest.mark.parametrize("wrap", [lambda row: row, lambda row: [row], lambda row: {"releases": [row]}])
def test_one_release_a_list_and_an_object_are_read(write, wrap):
    assert [release.title for release in read(write(wrap(PLAIN)))] == ["Neue Bäume"]


def test_file_of_a_windows_editor_is_read(write):
    path = write("")
    path.write_text(json.dumps(PLAIN), "utf-8-sig")
    assert read(path)[0].title == "Neue Bäume"


def test_every_field(write, tmp_path):
    picture = {"file": "bild.jpg", "alt": "Eine Linde", "credit": "Foto: M. Brandt", "caption": "Am Teich"}
    release = one(
        write,
        kicker="Stadtgrün",
        subtitle="Untertitel",
        city="Düsseldorf",
        department="Gartenamt",
        keywords=["Bäume", " ", "Park "],
        contact="Telefon",
        responsible="Leitung",
        link="https://www.duesseldorf.example/",
        embargo_until="2026-12-24T11:00:00+01:00",
        images=[picture, {"alt": "nur erwähnt"}],
        video={"file": "film.mp4", "credit": "Film: M. Brandt"},
        erfunden=1,
    )
    assert release.pictures == (
        Picture(tmp_path / "bild.jpg", "Eine Linde", "Foto: M. Brandt", "Am Teich"),
        Picture(None, "nur erwähnt", "", ""),
    )
    assert (release.kicker, release.lead, release.place, release.department) == (
        "Stadtgrün", "Untertitel", "Düsseldorf", "Gartenamt",
    )  # fmt: skip
    assert (release.keywords, release.contact, release.responsible) == (("Bäume", "Park"), "Telefon", "Leitung")
    assert (release.link, release.video, release.video_credit) == (
        "https://www.duesseldorf.example/", tmp_path / "film.mp4", "Film: M. Brandt",
    )  # fmt: skip
    assert (release.embargo, release.ignored) == (datetime(2026, 12, 24, 10, tzinfo=UTC), ("erfunden",))


def test_embargo_without_a_zone_is_local(write):
    assert one(write, embargo_until="2026-12-24T11:00").embargo == datetime(2026, 12, 24, 10, tzinfo=UTC)


def test_embargo_line_is_no_lead(write):
    release = one(write, subtitle="Sperrfrist: 24. Dezember, 11 Uhr", embargo_until="2026-12-24T11:00")
    assert release.lead == ""


def test_html_is_cleaned_and_wins(write):
    assert one(write, body_html="<p>Gut</p><script>x</script>").body == "<p>Gut</p>"


def test_paragraphs_become_html_and_rows_a_table(write):
    release = one(write, body_paragraphs=["1 < 2", " ", "Ort | Zeit", "Park | 9 Uhr", "Ende"], table_rows=[2, 3])
    assert release.body == (
        "<p>1 &lt; 2</p><table><tbody><tr><td>Ort</td><td>Zeit</td></tr>"
        "<tr><td>Park</td><td>9 Uhr</td></tr></tbody></table><p>Ende</p>"
    )


def test_key_is_of_the_content_and_not_of_its_order(write):
    key = one(write, kicker="a").key
    assert read(write([{"kicker": "a", **dict(reversed(PLAIN.items()))}]))[0].key == key
    assert one(write, kicker="b").key != key


PICTURE = {"file": "bild.jpg", "alt": "Eine Linde", "credit": "Foto: M. Brandt"}
FAULTS: dict[str, tuple[Any, str, str]] = {
    "malformed": ('[{"title": }]', "mitteilungen.json, Zeile 1, Spalte 12", "kein gültiges JSON"),
    "empty file": (" \n", "mitteilungen.json", "Die Datei ist leer"),
    "bottomless": ("[" * 100_000, "mitteilungen.json", "zu tief verschachtelt"),
    "before all zones": ([{**PLAIN, "embargo_until": "0001-01-01T00:00:00+14:00"}], "releases[0].embargo_until", "kein Zeitpunkt"),
    "a folder": ([{**PLAIN, "images": [{**PICTURE, "file": "."}]}], "releases[0].images[0].file", "gibt es neben"),
    "a device": ([{**PLAIN, "video": {"file": "/dev/zero"}}], "releases[0].video.file", "gibt es neben"),
    "empty list": ([], "releases", "nicht leere Liste"),
    "number": (7, "releases", "nicht leere Liste"),
    "text for an object": (["x"], "releases[0]", "Erwartet wird ein Objekt"),
    "no title": ([{**PLAIN, "title": " "}], "releases[0].title", "Die Überschrift fehlt"),
    "title too long": ([{**PLAIN, "title": "x" * 251}], "releases[0].title", "251 Zeichen, erlaubt sind 250"),
    "title is a number": ([{**PLAIN, "title": 7}], "releases[0].title", "Erwartet wird Text, gefunden wurde eine ganze Zahl"),
    "no text": ([{"title": "T"}], "releases[0].body_paragraphs", "hat keinen Text"),
    "paragraphs are text": ([{**PLAIN, "body_paragraphs": "x"}], "releases[0].body_paragraphs", "eine Liste"),
    "paragraph is a number": ([{**PLAIN, "body_paragraphs": [1]}], "releases[0].body_paragraphs[0]", "Text"),
    "row is a flag": ([{**PLAIN, "table_rows": [True]}], "releases[0].table_rows[0]", "eine ganze Zahl"),
    "an hour skipped": ([{**PLAIN, "embargo_until": "2027-03-28T02:30"}], "releases[0].embargo_until", "Zeitumstellung"),
    "an hour twice": ([{**PLAIN, "embargo_until": "2027-10-31T02:30"}], "releases[0].embargo_until", "Zeitumstellung"),
    "no such time": ([{**PLAIN, "embargo_until": "morgen"}], "releases[0].embargo_until", "kein Zeitpunkt"),
    "no address": ([{**PLAIN, "link": "javascript:x"}], "releases[0].link", "keine Adresse"),
    "second release": ([PLAIN, {**PLAIN, "title": ""}], "releases[1].title", "Die Überschrift fehlt"),
    "picture is text": ([{**PLAIN, "images": ["x"]}], "releases[0].images[0]", "Erwartet wird ein Objekt"),
    "no alternative text": (
        [{**PLAIN, "images": [{**PICTURE, "alt": ""}]}], "releases[0].images[0].alt", "Der Alternativtext fehlt",
    ),
    "no credit": (
        [{**PLAIN, "images": [{**PICTURE, "credit": ""}]}], "releases[0].images[0].credit", "Der Bildnachweis fehlt",
    ),
    "no such file": (
        [{**PLAIN, "images": [PICTURE, {**PICTURE, "file": "fort.jpg"}]}],
        "releases[0].images[1].file", "Die Datei „fort.jpg“ gibt es neben der Mitteilung nicht",
    ),
    "name too long": (
        [{**PLAIN, "images": [{**PICTURE, "file": "x" * 300}]}], "releases[0].images[0].file", "gibt es neben",
    ),
    "folder": ([{**PLAIN, "images": [{**PICTURE, "file": "."}]}], "releases[0].images[0].file", "gibt es neben"),
    "no picture": (
        [{**PLAIN, "images": [{**PICTURE, "file": "kein-bild.jpg"}]}],
        "releases[0].images[0].file", "„kein-bild.jpg“ ist keine Bilddatei",
    ),
    "no video": (
        [{**PLAIN, "video": {"file": "bild.jpg"}}], "releases[0].video.file", "„bild.jpg“ ist keine Videodatei",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_names_the_field_and_what_to_do(write, fault):
    data, where, words = FAULTS[fault]
    with pytest.raises(ReleaseError) as caught:
        read(write(data))
    assert caught.value.where == where
    assert str(caught.value).startswith(f"{where}: ")
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


def test_missing_file_is_told(tmp_path):
    with pytest.raises(ReleaseError, match="Die Datei gibt es nicht"):
        read(tmp_path / "fort.json")


def test_file_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "latin.json"
    path.write_bytes('{"title": "Bäume"}'.encode("latin-1"))
    with pytest.raises(ReleaseError, match=r"nicht lesbar .* Speichern Sie sie als UTF-8"):
        read(path)


def test_demo_releases_are_faultless():
    releases = read(office.RELEASES)
    assert [release.ignored for release in releases] == [()] * len(releases)
    assert any(release.video for release in releases)


def test_real_releases_are_read_whole(samples, sample_releases):
    releases = read(samples / "pressreleases.json")
    assert [release.title for release in releases] == [" ".join(row["title"].split()) for row in sample_releases]
    assert [release.ignored for release in releases] == [()] * len(releases)
    assert [release.title for release in releases if not release.body] == []


def test_invisible_characters_are_left_out(write):
    title, paragraph = "Neue\u0007 B\u202eäume\ud83d", "Die\u0000 \ufeffWege\u001b bleiben offen."
    (release,) = read(write([{"title": title, "body_paragraphs": [paragraph], "keywords": ["Grün\u200b\u0008"]}]))
    assert (release.title, release.body) == ("Neue Bäume", "<p>Die Wege bleiben offen.</p>")
    assert release.keywords == ("Grün\u200b",)
