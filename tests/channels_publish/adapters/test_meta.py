"""The guarded Graph client, against replies written down byte for byte."""

import json
import logging
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest

from channels_publish.adapters.base import (
    AccountProblem,
    AdapterError,
    Credentials,
    Refused,
    TryLater,
    Unknown,
)
from channels_publish.adapters.meta import Graph, is_since, regain_seconds
from tests.channels_publish.adapters.meta_kit import PAGE, RawPlatform, closed_port, raw_platform

TOKEN = "EAA-very-secret"


@pytest.fixture
def raw() -> Iterator[RawPlatform]:
    with raw_platform() as platform:
        yield platform


def graph(address: str, **more) -> Graph:
    return Graph(Credentials(address + "/graph", PAGE, TOKEN, timeout=2.0), **more)


def failure(raw: RawPlatform, *, status: int = 400, public: bool = True, **error) -> AdapterError:
    """What one answered error object becomes on a public or on an unseen call."""
    raw.reply(json.dumps({"error": {"message": "Words.", **error}}).encode(), status)
    client = graph(raw.address)
    with pytest.raises(AdapterError) as caught:
        (client.publish if public else client.upload)(f"{PAGE}/feed", {"message": "Guten Tag"})
    return caught.value


def meaning(error: AdapterError) -> tuple[type[AdapterError], str]:
    return type(error), error.code


def test_publish_gives_the_reply(raw):
    raw.reply(b'{"id": "1_2"}')
    assert graph(raw.address).publish(f"{PAGE}/feed", {"message": "Guten Tag"}) == {"id": "1_2"}
    assert raw.seen[0][:2] == ("POST", f"/graph/v26.0/{PAGE}/feed")


# Trap 4: the library takes any JSON without an "error" key for a success.


def test_trap_4_status_503_without_error_key_is_no_success(raw):
    raw.reply(b'{"message": "Service Unavailable"}', 503)
    with pytest.raises(Unknown) as caught:
        graph(raw.address).publish(f"{PAGE}/feed", {"message": "Guten Tag"})
    assert caught.value.code == "platform_error"


def test_trap_4_status_503_on_an_unseen_upload_may_be_repeated(raw):
    raw.reply(b'{"id": "77"}', 503, Retry_After="30")
    with pytest.raises(TryLater) as caught:
        graph(raw.address).upload(f"{PAGE}/photos", {"published": "false"})
    assert (caught.value.code, caught.value.after) == ("platform_error", 30.0)


def test_trap_4_success_without_id_is_unknown(raw):
    raw.reply(b'{"success": true}')
    with pytest.raises(Unknown) as caught:
        graph(raw.address).publish(f"{PAGE}/feed", {"message": "Guten Tag"})
    assert caught.value.code == "no_id"


def test_trap_4_broken_json_is_unknown(raw):
    raw.reply(b'{"id": "17')
    with pytest.raises(Unknown) as caught:
        graph(raw.address).publish(f"{PAGE}/feed", {"message": "Guten Tag"})
    assert caught.value.code == "unreadable_reply"


def test_trap_4_redirect_is_unknown_and_not_followed(raw):
    raw.reply(b"", 302, Location=f"{raw.address}/elsewhere")
    with pytest.raises(Unknown):
        graph(raw.address).publish(f"{PAGE}/feed", {"message": "Guten Tag"})
    assert len(raw.seen) == 1


# Trap 5: the library raises TypeError after a successful post when a usage header grows a field.


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-business-use-case-usage", {PAGE: [{"type": "pages", "call_count": 1, "new_field": "standard"}]}),
        ("x-business-use-case-usage", {PAGE: [{"call_count": 1}]}),
        ("x-business-use-case-usage", ["a", "list"]),
        ("x-app-usage", {"call_count": 1, "new_field": 3}),
        ("x-ad-account-usage", 7),
    ],
)
def test_trap_5_usage_header_of_unknown_shape_keeps_the_post(raw, header, value):
    raw.reply(b'{"id": "1_2"}', **{header: json.dumps(value)})
    assert graph(raw.address).publish(f"{PAGE}/feed", {"message": "Guten Tag"}) == {"id": "1_2"}


def test_trap_5_known_usage_header_is_still_read(raw):
    raw.reply(b'{"id": "1_2"}', x_app_usage='{"call_count": 28, "total_time": 5, "total_cputime": 5}')
    client = graph(raw.address)
    client.publish(f"{PAGE}/feed", {"message": "Guten Tag"})
    assert client.rate_limit.get_limit().call_count == 28


# Trap 7: facebook-business puts the token into addresses and reports crashes to Meta.


def test_trap_7_facebook_business_is_no_dependency():
    root = Path(__file__).parents[3]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    named = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    assert [name for name in named if "facebook" in name.lower()] == ["python-facebook-api==0.24.0"]
    pinned = "".join((root / "requirements" / name).read_text("utf-8") for name in ("run.txt", "dev.txt"))
    assert "facebook-business" not in pinned.replace("_", "-").lower()


@pytest.mark.parametrize("verb", ["read", "upload", "publish", "remove"])
def test_trap_7_token_is_in_the_header_and_in_no_address_or_log(raw, verb, caplog):
    caplog.set_level(logging.DEBUG)
    raw.reply(b'{"id": "1_2", "success": true}')
    arguments = ({"message": "Guten Tag"},) if verb in {"upload", "publish"} else ()
    getattr(graph(raw.address), verb)(PAGE, *arguments)
    _, path, headers = raw.seen[0]
    assert path == f"/graph/v26.0/{PAGE}"
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in caplog.text


def test_token_quoted_by_the_platform_is_masked(raw):
    error = failure(raw, code=190, message=f"Malformed access token {TOKEN} in ?access_token={TOKEN}&x=1")
    assert error.detail == "Malformed access token ••• in ?access_token=•••&x=1 (190)"
    assert TOKEN not in repr(error)


# What the network does.


def test_refused_connection_is_try_later():
    with pytest.raises(TryLater) as caught:
        graph(closed_port()).publish(f"{PAGE}/feed", {"message": "Guten Tag"})
    assert caught.value.code == "platform_down"


def test_lost_reply_is_unknown_and_the_call_is_not_sent_twice(raw):
    raw.hang_up()
    with pytest.raises(Unknown) as caught:
        graph(raw.address).publish(f"{PAGE}/feed", {"message": "Guten Tag"})
    assert caught.value.code == "reply_lost"
    assert len(raw.seen) == 1


@pytest.mark.parametrize("verb", ["upload", "read"])
def test_lost_reply_of_an_unseen_call_is_try_later(raw, verb):
    raw.hang_up()
    arguments = ({"published": "false"},) if verb == "upload" else ()
    with pytest.raises(TryLater):
        getattr(graph(raw.address), verb)(PAGE, *arguments)


def test_account_without_token_is_an_account_problem():
    with pytest.raises(AccountProblem) as caught:
        Graph(Credentials("http://127.0.0.1:9", PAGE, ""))
    assert caught.value.code == "token_missing"


# What Meta's error numbers mean.


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ({"code": 190}, (AccountProblem, "token_expired")),
        ({"code": 190, "error_subcode": 458}, (AccountProblem, "app_removed")),
        ({"code": 190, "error_subcode": 459}, (AccountProblem, "checkpoint")),
        ({"code": 190, "error_subcode": 460}, (AccountProblem, "password_changed")),
        ({"code": 190, "error_subcode": 463}, (AccountProblem, "token_expired")),
        ({"code": 190, "error_subcode": 464}, (AccountProblem, "checkpoint")),
        ({"code": 190, "error_subcode": 467}, (AccountProblem, "token_expired")),
        ({"code": 104}, (AccountProblem, "token_expired")),
        ({"code": 10}, (AccountProblem, "permission")),
        ({"code": 200}, (AccountProblem, "permission")),
        ({"code": 299}, (AccountProblem, "permission")),
        ({"code": 368}, (AccountProblem, "blocked")),
        ({"code": 100, "error_subcode": 33}, (AccountProblem, "object_missing")),
        ({"code": 4}, (TryLater, "throttled")),
        ({"code": 17}, (TryLater, "throttled")),
        ({"code": 32}, (TryLater, "throttled")),
        ({"code": 341}, (TryLater, "throttled")),
        ({"code": -1}, (Unknown, "platform_error")),
        ({"code": 1}, (Unknown, "platform_error")),
        ({"code": 2}, (Unknown, "platform_error")),
        ({"code": 987654, "is_transient": True}, (Unknown, "platform_error")),
        ({"code": 100}, (Refused, "rejected")),
        ({"code": 987654}, (Refused, "rejected")),
        ({"code": "not a number"}, (Refused, "rejected")),
    ],
)
def test_error_number_on_a_public_call(raw, numbers, expected):
    assert meaning(failure(raw, **numbers)) == expected


def test_unknown_error_with_status_500_is_unknown(raw):
    assert meaning(failure(raw, status=500, code=987654)) == (Unknown, "platform_error")


@pytest.mark.parametrize("code", [1, 2])
def test_temporary_error_on_an_unseen_upload_is_try_later(raw, code):
    assert meaning(failure(raw, public=False, code=code)) == (TryLater, "platform_error")


def test_refusal_quotes_the_words_meant_for_people(raw):
    error = failure(raw, code=100, error_subcode=1349125, error_user_msg="This post is empty.")
    assert error.detail == "This post is empty. (100/1349125)"


def test_refusal_without_words_for_people_quotes_the_message(raw):
    assert failure(raw, code=100).detail == "Words. (100)"


def test_channel_numbers_come_first(raw):
    raw.reply(b'{"error": {"message": "Words.", "code": 4, "error_subcode": 2207051}}', 400)
    client = graph(raw.address, own={2207051: (AccountProblem, "blocked")})
    with pytest.raises(AccountProblem) as caught:
        client.publish("178/media_publish", {"creation_id": "9"})
    assert caught.value.code == "blocked"


def test_throttle_tells_when_access_returns(raw):
    usage = {PAGE: [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19}]}
    raw.reply(b'{"error": {"message": "Words.", "code": 32}}', 400, x_business_use_case_usage=json.dumps(usage))
    with pytest.raises(TryLater) as caught:
        graph(raw.address).publish(f"{PAGE}/feed", {"message": "Guten Tag"})
    assert caught.value.after == 19 * 60


@pytest.mark.parametrize("usage", ["", "{}", "broken", "[1]", '{"a": [{"b": 1}]}', '{"a": 3}'])
def test_throttle_without_readable_usage_header_tells_nothing(usage):
    assert regain_seconds({"x-business-use-case-usage": usage}) is None


# Comparing what we sent with what is there.


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-11-23T08:59:30+0000", True), ("2026-11-23T08:58:59+0000", False), (None, True)],
)
def test_is_since_allows_a_minute_between_the_clocks(text, expected):
    assert is_since(text, datetime(2026, 11, 23, 9, tzinfo=UTC)) is expected
