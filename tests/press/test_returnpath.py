"""The token in the return path: whose mail came back, and whether we sent it."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from press import returnpath
from press.models import Recipient

PATTERN = "presse-rueck+{token}@stadt.example"


@pytest.fixture(autouse=True)
def pattern(settings):
    settings.RETURN_PATH = PATTERN


def at(number: int) -> str:
    return returnpath.address(Recipient(pk=number))


def test_without_a_pattern_the_sender_is_the_return_path(settings):
    settings.RETURN_PATH = ""
    settings.DEFAULT_FROM_EMAIL = "Presseamt <presse@stadt.example>"
    assert at(7) == "presse@stadt.example"


@pytest.mark.parametrize("number", [1, 7, 4711, 2**40 - 1])
def test_the_token_comes_back(number):
    assert returnpath.read([at(number)]) == number


def test_the_address_fits_and_is_the_same_at_every_try():
    local, _at, host = at(4711).partition("@")
    assert (len(local), host) == (len("presse-rueck+") + 24, "stadt.example")
    assert at(4711) == at(4711)


@pytest.mark.parametrize(
    "shape",
    [
        "{0}",
        "<{0}>",
        "prvs=1234abcdef={0}",
        "btv1==a1b2c3==={0}",
        "SRS0=xYz1=AB=stadt.example={local}@weiter.example",
        "presse-rueck=2B{token}@weiter.example",
        "from mx.stadt.example by box.stadt.example for <{0}>; Mon, 23 Nov 2026 09:00:00 +0100",
    ],
)
def test_wrapped_by_others_it_is_still_found(shape):
    local = at(4711).partition("@")[0]
    text = shape.format(at(4711), local=local, token=local.partition("+")[2])
    assert returnpath.read([text]) == 4711
    assert returnpath.read(["presse@stadt.example", text.upper()]) == 4711


def test_an_invented_token_says_nothing():
    token = returnpath.token(4711)
    forged = [token[:8] + "a" * 16, "a" * 24, token[1:], token[:-1] + ("a" if token[-1] != "a" else "b")]
    assert [returnpath.read([f"presse-rueck+{each}@stadt.example"]) for each in forged] == [None] * 4


def test_another_key_makes_another_token_and_the_former_one_still_counts(settings):
    old, former = at(4711), settings.SECRET_KEY
    settings.SECRET_KEY = "ein anderer Schlüssel"
    assert returnpath.read([old]) is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert (returnpath.read([old]), at(4711) == old) == (4711, False)


def test_a_flood_of_letters_ends():
    flood = "a" * 1_000_000
    assert returnpath.read([flood, at(4711)]) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "presse@stadt.example",
        "presse@{token}.example",
        "{token}{token}@stadt.example",
        f"{'x' * 41}{{token}}@s.example",
    ],
)
def test_an_unusable_pattern_stops_the_start(settings, pattern):
    settings.RETURN_PATH = pattern
    with pytest.raises(SystemCheckError, match="RETURN_PATH"):
        call_command("check")


def test_a_usable_pattern_passes():
    assert returnpath.problems() == []
