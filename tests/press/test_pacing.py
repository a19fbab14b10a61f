"""A share of each minute for each provider, and a rest where it asks for one."""

from press.enums import RecipientState as S
from press.pacing import STRIKES, Pace
from press.smtp import Answer

SLOW = Answer(S.LATER, 421, "421 4.7.0 slow down")


def test_provider_gets_its_share_of_the_minute_under_all_its_names():
    now = [0.0]
    pace = Pace({"gmx.de web.de": 2, "x.example": 0}, clock=lambda: now[0])
    assert [pace.allows(f"a@{d}") for d in ("gmx.de", "web.de", "gmx.de", "x.example")] == [True, True, False, True]
    assert (sorted(pace.closed()), pace.opens_in()) == (["gmx.de", "web.de"], 60.0)
    now[0] = 60.0
    assert (pace.closed(), pace.allows("b@web.de")) == ([], True)


def test_provider_that_says_slower_again_and_again_rests():
    pace = Pace({})
    for _ in range(STRIKES - 1):
        pace.heard("a@funk.example", SLOW)
    assert pace.allows("a@funk.example")
    pace.heard("a@funk.example", SLOW)
    assert (pace.allows("b@funk.example"), pace.closed(), pace.opens_in()) == (False, ["funk.example"], 0.0)


def test_one_greylisted_address_rests_nobody():
    pace = Pace({})
    for _ in range(STRIKES * 2):
        pace.heard("a@funk.example", SLOW)
        pace.heard("b@funk.example", Answer(S.SENT, 250, "250 ok"))
    assert pace.allows("c@funk.example")
