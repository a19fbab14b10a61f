from copy import deepcopy

import pytest

from newsroom import differences

STORY = {
    "kicker": "Stadtgrün",
    "headline": "Neue Bäume",
    "lead": "Das Amt pflanzt 40 Linden.",
    "body": "<p>Die Arbeiten dauern bis Freitag.</p>",
    "department": "Gartenamt",
    "keywords": ["Bäume"],
    "contact": "",
    "responsible": "",
    "link": "",
    "embargo": "",
    "images": [{"asset": 1, "sha256": "a", "alt": "Eine Linde", "credit": "Stadt", "caption": ""}],
    "video": None,
}
RENDITION = {
    "account": 7, "kind": "x", "name": "@stadt", "title": "", "text": "Neue Bäume", "html": "", "tags": ["Bäume"],
    "images": [{"sha256": "a", "alt": "Eine Linde"}], "video": "", "send_at": "",
}  # fmt: skip
PAYLOAD = {"story": STORY, "renditions": [RENDITION]}


def changed(**facts):
    payload = deepcopy(PAYLOAD)
    payload["story"].update(facts)
    return payload


def sent(**facts):
    payload = deepcopy(PAYLOAD)
    payload["renditions"][0].update(facts)
    return payload


def told(after):
    return [(change.where, change.field, str(change.html)) for change in differences.between(PAYLOAD, after)]


def test_between_equal_payloads_is_empty():
    assert told(deepcopy(PAYLOAD)) == []


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (
            changed(headline="Alte Bäume"),
            ("Beitrag", "Überschrift", "<del>Neue</del><ins>Alte</ins> Bäume"),
        ),
        (
            changed(body="<p>Die Arbeiten dauern bis Samstag.</p>"),
            ("Beitrag", "Text", "<p>Die Arbeiten dauern bis <ins>Samstag.</ins> <del>Freitag.</del> </p>"),
        ),
        (changed(keywords=["Bäume", "Park"]), ("Beitrag", "Schlagwörter", "Bäume<ins>, Park</ins>")),
        (
            changed(embargo="2020-05-01T10:00:00+02:00"),
            ("Beitrag", "Sperrfrist", "<ins>Fr., 1.5.2020, 10:00 Uhr</ins>"),
        ),
        (changed(images=[]), ("Beitrag", "Bild", "<del>Eine Linde | Stadt</del>")),
        (changed(video={"asset": 2, "sha256": "b"}), ("Beitrag", "Video", "<ins>Video hinzugefügt</ins>")),
        (sent(text="Neue Linden"), ("X: @stadt", "Text", "Neue <del>Bäume</del><ins>Linden</ins>")),
        (sent(images=[]), ("X: @stadt", "Bilder", "<ins>Auswahl oder Reihenfolge neu: 0 statt 1</ins>")),
        (sent(images=[{"sha256": "b", "alt": ""}]), ("X: @stadt", "Bilder", "<ins>Bild ausgetauscht</ins>")),
        (sent(video="b"), ("X: @stadt", "Video", "<ins>Video neu</ins>")),
        (
            {"story": STORY, "renditions": []},
            ("X: @stadt", "Konto", "<del>Dieses Konto bekommt den Beitrag nicht mehr.</del>"),
        ),
        (
            {"story": STORY, "renditions": [RENDITION, RENDITION | {"account": 8, "name": "@presse"}]},
            ("X: @presse", "Konto", "<ins>Dieses Konto kommt neu hinzu.</ins>"),
        ),
    ],
)
def test_between_tells_each_change(after, change):
    assert told(after) == [change]


def test_between_tells_the_same_change_of_several_accounts_once():
    names = ("@stadt", "@presse", "@kultur")
    rows = [RENDITION | {"account": number, "name": name} for number, name in enumerate(names)]
    after = [row | {"text": "Alte Bäume" if row["name"] != "@kultur" else "Neue Bänke"} for row in rows]

    changes = differences.between(PAYLOAD | {"renditions": rows}, PAYLOAD | {"renditions": after})

    assert [(change.where, str(change.html)) for change in changes] == [
        ("X: @stadt und X: @presse", "<del>Neue</del><ins>Alte</ins> Bäume"),
        ("X: @kultur", "Neue <del>Bäume</del><ins>Bänke</ins>"),
    ]


def test_between_tells_another_order_of_pictures():
    second = STORY["images"][0] | {"sha256": "b"}
    before = changed(images=[*STORY["images"], second])
    after = changed(images=[second, *STORY["images"]])

    assert [str(change.html) for change in differences.between(before, after)] == [
        "<ins>Die Reihenfolge der Bilder ist neu.</ins>"
    ]


def test_words_escapes_what_people_wrote():
    assert differences.words("<b>", "<script>") == "&lt;<del>b</del><ins>script</ins>&gt;"


def test_words_keeps_a_rewritten_phrase_together():
    assert str(differences.words("Der Bus fährt heute", "Der Zug kommt heute")) == (
        "Der <del>Bus fährt</del><ins>Zug kommt</ins> heute"
    )


def test_words_shortens_what_stayed_the_same():
    same = " ".join(f"w{number}" for number in range(100))
    ends = " ".join(f"w{number}" for number in range(90, 100))

    assert str(differences.words(f"alt {same}", f"neu {same}")) == (
        "<del>alt</del><ins>neu</ins> " + " ".join(f"w{number}" for number in range(9)) + " w9… "
    )
    assert str(differences.words(f"{same} alt", f"{same} neu")) == f"… {ends} <del>alt</del><ins>neu</ins>"


def test_words_keeps_line_breaks():
    assert differences.words("a\nb", "a\nb") == "a<br>b"


def test_markup_drops_scripts_on_both_sides():
    assert differences.markup("<p>alt<script>x()</script></p>", '<p onclick="x()">alt</p>') == "<p>alt</p>"


def test_markup_of_empty_texts_is_harmless():
    assert "<ins>" not in differences.markup("", "")
