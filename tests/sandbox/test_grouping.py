"""Which posts the wall takes for one story."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.grouping import group, headline


def view(text: str = "", **more: Any) -> dict[str, Any]:
    known = {"title": "", "link": "", "url": f"/x/{text}", "platform": "x", "at": 1_000.0}
    return {**known, "text": text, **more}


LONG = "Die neue Brücke zwischen Medienhafen und Rheinpark wird Samstag eröffnet"


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (view("A", link="https://stadt.example/a?utm=1"), view("B", link="https://stadt.example/a/"), True),
        (view("A", link="https://stadt.example/"), view("B", link="https://stadt.example"), False),
        (view(title="Neue Brücke"), view(title="Pressemitteilung 12: Neue Brücke"), True),
        (view(LONG), view(f"Samstag wird sie eröffnet: {LONG}! #Brücke"), True),
        (view(LONG), view("Der Haushalt wird am Donnerstag im Rathaus vorgestellt"), False),
        (view(LONG), view(LONG, at=1_000.0 + 13 * 3_600), False),
        (view("Kurz"), view("Kurz und gut"), False),
    ],
)
def test_two_posts(one: dict[str, Any], other: dict[str, Any], together: bool) -> None:
    assert len(group([one, other])) == (1 if together else 2)


def test_a_post_that_fits_two_groups_joins_them() -> None:
    bridge = view(LONG, link="https://stadt.example/a")
    parts = [view("X", link="https://stadt.example/a", at=3.0), view(LONG + " mit Fest", at=2.0), bridge | {"at": 1.0}]
    [members] = group(parts)
    assert [member["at"] for member in members] == [3.0, 2.0, 1.0]


def test_headline_prefers_the_website_and_shortens() -> None:
    posts = [view("Erste Zeile\nZweite"), view(title="Der Titel", platform="website")]
    assert headline(posts) == "Der Titel"
    assert headline(posts[:1]) == "Erste Zeile"
    assert headline([view("")]) == "Beitrag ohne Text"
    assert headline([view("Wort " * 40)]).endswith(" …")
