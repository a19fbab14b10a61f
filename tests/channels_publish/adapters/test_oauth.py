"""Connecting by OAuth against the sandbox's consent pages and token endpoints."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from channels_publish.adapters.base import AccountProblem, Credentials, Post, TryLater
from channels_publish.adapters.facebook.adapter import FacebookAdapter
from channels_publish.adapters.meta_connect import MetaConnector
from channels_publish.adapters.oauth import Connector, Grant, challenge, new_verifier, token_error
from channels_publish.adapters.x.connect import XConnector
from channels_publish.adapters.youtube.connect import GoogleConnector
from tests.channels_publish.adapters.kit import Answer, MemoryResume, a_closed_port, wire
from tests.consent import SECRET, allow, answer, app
from tests.sandbox_process import Sandbox

LHD, FIRE = "100064000000001", "100064000000002"
PLATFORMS = {"meta": MetaConnector, "x": XConnector, "google": GoogleConnector}
CHOICES = {"meta": (LHD, FIRE), "x": ("1500000002",), "google": ("UCdemoDuesseldorf0000001",)}


def connector(sandbox: Sandbox, platform: str, **facts) -> Connector:
    return PLATFORMS[platform](app(sandbox, platform, **facts))


def granted(sandbox: Sandbox, platform: str, *accounts: str) -> tuple[Connector, Grant]:
    ours, verifier = connector(sandbox, platform), new_verifier()
    back = allow(ours.authorize_url(state="s", verifier=verifier), *(accounts or CHOICES[platform]))
    return ours, ours.exchange(code=back["code"], verifier=verifier)


def offered(sandbox: Sandbox, platform: str, *accounts: str) -> list[tuple[str, str, str, str]]:
    ours, grant = granted(sandbox, platform, *accounts)
    return [(offer.kind, offer.remote_id, offer.name, offer.handle) for offer in ours.offers(grant)]


def test_verifier_and_challenge_are_those_of_the_rfc():
    # RFC 7636, appendix B.
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert (len(new_verifier()), new_verifier() == new_verifier()) == (64, False)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_address_names_app_rights_and_state_and_no_secret(sandbox, platform):
    url = connector(sandbox, platform).authorize_url(state="merker", verifier="v" * 64)
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert (query["response_type"], query["client_id"], query["state"]) == ("code", "newsroom-sandbox", "merker")
    assert (SECRET in url, "v" * 64 in url) == (False, False)
    assert query.get("code_challenge") == (None if platform == "meta" else challenge("v" * 64))


def test_meta_offers_pages_and_the_instagram_accounts_behind_them(sandbox):
    assert offered(sandbox, "meta") == [
        ("facebook", LHD, "Landeshauptstadt Düsseldorf", "duesseldorf"),
        ("instagram", "17841400000000001", "@duesseldorf", "duesseldorf"),
        ("facebook", FIRE, "Feuerwehr Düsseldorf", "feuerwehr.dus"),
    ]


def test_meta_offers_only_the_pages_that_were_chosen(sandbox):
    assert [row[1] for row in offered(sandbox, "meta", FIRE)] == [FIRE]


def test_x_offers_the_handle_that_consented(sandbox):
    assert offered(sandbox, "x") == [("x", "1500000002", "@Duesseldorf_Presse", "Duesseldorf_Presse")]


def test_google_offers_the_channel(sandbox):
    assert offered(sandbox, "google") == [
        ("youtube", "UCdemoDuesseldorf0000001", "Landeshauptstadt Düsseldorf", "duesseldorf")
    ]


@pytest.mark.parametrize(("platform", "seconds", "renews"), [
    ("meta", 60 * 86_400, False), ("x", 7_200, True), ("google", 3_599, True),
])  # fmt: skip
def test_grant_tells_how_long_it_holds(sandbox, platform, seconds, renews):
    grant = granted(sandbox, platform)[1]
    assert (grant.expires_in, bool(grant.refresh_token)) == (seconds, renews)
    assert grant.token not in repr(grant)


def test_page_key_outlives_the_persons_key(sandbox):
    """Read with a short-lived user token it would end within two hours: so that one is exchanged first."""
    ours, grant = granted(sandbox, "meta", LHD)
    page = ours.offers(grant)[0]
    assert (page.grant.expires_in, page.grant.refresh_token) == (None, "")
    asked = {"input_token": page.grant.token, "access_token": page.grant.token}
    told = requests.get(f"{sandbox.http}/graph/v26.0/debug_token", params=asked, timeout=9).json()["data"]
    assert (told["is_valid"], told["profile_id"]) == (True, LHD)


def test_issued_page_key_publishes(sandbox):
    ours, grant = granted(sandbox, "meta", FIRE)
    token = ours.offers(grant)[0].grant.token
    adapter = FacebookAdapter(Credentials(f"{sandbox.http}/graph", FIRE, token))
    adapter.publish(Post(text="Die Feuerwehr meldet."), key="k", resume=MemoryResume())
    assert [(post["account"], post["text"]) for post in sandbox.posts("facebook")] == [(FIRE, "Die Feuerwehr meldet.")]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_refusal_travels_back_as_such(sandbox, platform):
    url = connector(sandbox, platform).authorize_url(state="merker", verifier=new_verifier())
    back = answer(url, "ablehnen")
    assert (back["error"], back["state"], "code" in back) == ("access_denied", "merker", False)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_code_works_once(sandbox, platform):
    ours, verifier = connector(sandbox, platform), new_verifier()
    back = allow(ours.authorize_url(state="s", verifier=verifier), *CHOICES[platform])
    ours.exchange(code=back["code"], verifier=verifier)
    with pytest.raises(AccountProblem) as caught:
        ours.exchange(code=back["code"], verifier=verifier)
    assert (caught.value.code, back["code"] in str(caught.value)) == ("grant_gone", False)


@pytest.mark.parametrize("platform", ["x", "google"])
def test_wrong_verifier_is_refused(sandbox, platform):
    ours = connector(sandbox, platform)
    back = allow(ours.authorize_url(state="s", verifier=new_verifier()), *CHOICES[platform])
    with pytest.raises(AccountProblem) as caught:
        ours.exchange(code=back["code"], verifier=new_verifier())
    assert caught.value.code == "grant_gone"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_another_way_back_is_refused(sandbox, platform):
    ours, verifier = connector(sandbox, platform), new_verifier()
    back = allow(ours.authorize_url(state="s", verifier=verifier), *CHOICES[platform])
    other = connector(sandbox, platform, redirect_uri="http://127.0.0.1:9/anderswo")
    with pytest.raises(AccountProblem) as caught:
        other.exchange(code=back["code"], verifier=verifier)
    assert caught.value.code == "grant_gone"


@pytest.mark.parametrize("platform", ["x", "google"])
def test_wrong_secret_blames_the_app(sandbox, platform):
    ours, verifier = connector(sandbox, platform, client_secret="falsch"), new_verifier()
    back = allow(ours.authorize_url(state="s", verifier=verifier), *CHOICES[platform])
    with pytest.raises(AccountProblem) as caught:
        ours.exchange(code=back["code"], verifier=verifier)
    assert (caught.value.code, "falsch" in str(caught.value)) == ("app_rejected", False)


def test_x_gives_the_next_refresh_token_and_takes_the_last_one_no_more(sandbox):
    ours, grant = granted(sandbox, "x")
    fresh = ours.refresh(grant.refresh_token)
    assert fresh.refresh_token not in {"", grant.refresh_token}
    with pytest.raises(AccountProblem) as caught:
        ours.refresh(grant.refresh_token)
    assert (caught.value.code, grant.refresh_token in str(caught.value)) == ("grant_gone", False)


def test_google_renews_without_a_refresh_token(sandbox):
    ours, grant = granted(sandbox, "google")
    fresh = ours.refresh(grant.refresh_token)
    assert (fresh.refresh_token, fresh.token == grant.token) == ("", False)
    assert ours.refresh(grant.refresh_token).token != fresh.token


@pytest.mark.parametrize(("platform", "place"), [("x", "x"), ("google", "youtube")])
def test_withdrawn_consent_is_told(sandbox, platform, place):
    ours, grant = granted(sandbox, platform)
    sandbox.end_tokens(place, do="revoke")
    with pytest.raises(AccountProblem) as caught:
        ours.refresh(grant.refresh_token)
    assert caught.value.code == "grant_gone"
    with pytest.raises(AccountProblem) as caught:
        ours.offers(grant)
    assert caught.value.code == "token_expired"


def test_silent_platform_is_no_fault_of_the_account(sandbox):
    ours = connector(sandbox, "x", token_url=f"{a_closed_port()}/2/oauth2/token")
    with pytest.raises(TryLater) as caught:
        ours.refresh("r")
    assert caught.value.code == "platform_down"


@pytest.mark.parametrize(
    ("told", "kind", "code"),
    [
        (Answer(503, b""), TryLater, "platform_down"),
        (Answer(429, b"{}", {"Retry-After": "7"}), TryLater, "rate_limit"),
        (Answer(400, b'{"error": "invalid_grant"}'), AccountProblem, "grant_gone"),
        (Answer(401, b'{"error": "invalid_client"}'), AccountProblem, "app_rejected"),
        (
            Answer(400, b'{"error": {"code": 2, "type": "OAuthException", "is_transient": true}}'),
            TryLater,
            "platform_down",
        ),
        (Answer(200, b"{}"), TryLater, "unreadable_reply"),
        (Answer(200, b"<html>"), TryLater, "unreadable_reply"),
    ],
)
def test_answers_of_a_token_endpoint(sandbox, told, kind, code):
    with wire(lambda _: told) as server:
        ours = connector(sandbox, "x", token_url=f"{server.url}/2/oauth2/token")
        with pytest.raises(kind) as caught:
            ours.refresh("r-geheim")
        assert (server.lines(), "r-geheim" in "".join(server.lines())) == (["POST /2/oauth2/token"], False)
    assert caught.value.code == code


def test_words_of_a_platform_hide_what_was_sent():
    reply = requests.Response()
    reply.status_code, reply._content = 400, b'{"error": "invalid_grant", "error_description": "bad r-geheim"}'
    assert token_error(reply, "r-geheim").detail == "invalid_grant: bad •••"
