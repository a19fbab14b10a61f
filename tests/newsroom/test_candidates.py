import pytest

from channels_publish.adapters.base import Shown
from channels_publish.enums import Kind, State
from channels_publish.models import Delivery
from newsroom.candidates import candidates
from tests.factories import channels, ledger

SENT = "Das Gartenamt pflanzt ab Montag 40 junge Linden im Hofgarten."


@pytest.fixture
def row(office) -> Delivery:
    channels.account(Kind.X)
    made = channels.delivery(channels.approved(by=office.editor))
    return ledger.put(made, State.UNKNOWN, post={"title": "", "text": SENT})


def shown(text: str, *, title: str = "", number: str = "1") -> Shown:
    return Shown(number, f"https://x.example/{number}", text, title=title)


def test_same_words_agree_whatever_case_and_spacing(row):
    (found,) = candidates(row, [shown(SENT.upper().replace(" ", "  "))])
    assert (found.percent, found.best, found.same) == (100, True, True)


def test_agreeing_text_is_shown_in_full(row):
    long = f"{SENT}\n\n" * 40
    row.post["text"] = long
    (found,) = candidates(row, [shown(long)])
    assert found.text == long.replace("\n", "<br>")


def test_what_differs_is_marked_and_everything_is_escaped(row):
    (found,) = candidates(row, [shown(SENT.replace("40", "<b>50</b>"))])
    assert "<del>40</del>" in found.text
    assert "&lt;" in found.text
    assert "<b>" not in found.text


def test_text_of_somebody_else_is_shown_without_marks(row):
    (found,) = candidates(row, [shown("Die Stadtbücherei\nöffnet <später>")])
    assert (found.text, found.best, found.alike) == ("Die Stadtbücherei<br>öffnet &lt;später&gt;", False, False)


def test_order_is_the_platforms_own_and_only_the_best_is_marked(row):
    found = candidates(row, [shown(SENT + " Mehr dazu."), shown("x", number="2"), shown(SENT, number="3")])
    assert [(each.shown.remote_id, each.best) for each in found] == [("1", False), ("2", False), ("3", True)]


def test_title_counts_where_the_platform_has_one(row):
    row.post = {"title": "Neue Linden", "text": SENT}
    with_title, without = candidates(row, [shown(SENT, title="Neue Linden"), shown(SENT, number="2")])
    assert (with_title.percent, without.percent, without.title) == (100, 100, "")


def test_post_of_another_delivery_is_named(row, office):
    other = channels.delivery(channels.approved(by=office.editor))
    ledger.put(other, State.SENT, remote_id="7")
    mine, theirs = candidates(row, [shown(SENT), shown(SENT, number="7")])
    assert (mine.taken_by, theirs.taken_by) == (None, other)


def test_nothing_shown_is_no_candidate(row):
    assert candidates(row, []) == []
