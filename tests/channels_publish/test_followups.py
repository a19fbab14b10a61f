"""The text of a follow-up: which post is meant, what is right, where to read it."""

from datetime import date

import pytest

from channels_publish.adapters.x.counting import weigh
from channels_publish.followups import told

DAY, LINK = date(2026, 11, 23), "https://stadt.example/nachrichten/linden/"
NOTICE = "Gepflanzt wird ab Dienstag, nicht ab Montag. Die Wege bleiben offen."


def text(notice: str = NOTICE, *, withdrawal: bool = False, link: str = LINK, most: int = 280) -> str:
    return told(
        withdrawal=withdrawal, notice=notice, published=DAY, link=link, fits=lambda words: weigh(words) <= most
    )


def test_correction_names_the_post_the_notice_and_the_article():
    assert text() == f"Korrektur zu unserem Beitrag vom 23.11.2026: {NOTICE}\n\n{LINK}"


def test_withdrawal_says_that_the_post_no_longer_holds():
    assert text("Ein Irrtum.", withdrawal=True) == (
        f"Unseren Beitrag vom 23.11.2026 nehmen wir zurück: Ein Irrtum.\n\n{LINK}"
    )


def test_without_a_link_the_notice_stands_alone():
    assert text(link="") == f"Korrektur zu unserem Beitrag vom 23.11.2026: {NOTICE}"


def test_long_notice_ends_after_a_sentence_and_the_link_stays():
    long = NOTICE + " " + "Weitere Angaben folgen in den nächsten Tagen auf allen Wegen der Stadt. " * 5
    shown = text(long)
    assert (shown.startswith("Korrektur zu unserem Beitrag"), shown.endswith(f"\n\n{LINK}")) == (True, True)
    assert (weigh(shown) <= 280, shown.split("\n\n")[0][-1]) == (True, ".")


@pytest.mark.parametrize("most", [60, 80, 120])
def test_never_over_the_limit_of_the_channel(most):
    assert weigh(text(most=most)) <= most
