"""The consent pages and token endpoints of the stand-ins, spoken to without our own connectors."""

import re
from urllib.parse import urlencode

import pytest
import requests

from tests.consent import CLIENT, PLACES, RETURN, SECRET, allow
from tests.sandbox_process import Sandbox

SCOPES = {
    "meta": "pages_manage_posts",
    "x": "tweet.write offline.access",
    "google": "https://www.googleapis.com/auth/youtube.upload",
}
S256 = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def page(sandbox: Sandbox, platform: str, **facts: str) -> str:
    query = {
        "client_id": CLIENT, "redirect_uri": RETURN, "response_type": "code", "scope": SCOPES[platform], "state": "s",
        "code_challenge": S256, "code_challenge_method": "S256",
    } | ({"code_challenge": "", "code_challenge_method": ""} if platform == "meta" else {}) | facts  # fmt: skip
    return f"{sandbox.http}{PLACES[platform][0]}?{urlencode({name: value for name, value in query.items() if value})}"


@pytest.mark.parametrize(("platform", "names"), [
    ("meta", ["Landeshauptstadt Düsseldorf", "Feuerwehr Düsseldorf"]),
    ("x", ["Stadt Düsseldorf", "Presseamt Düsseldorf"]),
    ("google", ["Landeshauptstadt Düsseldorf"]),
])  # fmt: skip
def test_page_names_accounts_and_may_lead_back(sandbox, platform, names):
    reply = requests.get(page(sandbox, platform), timeout=9)
    assert reply.status_code == 200
    assert re.findall(r"<b>([^<]+)</b><small>", reply.text) == names
    assert "form-action 'self' http://127.0.0.1:9;" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize("facts", [
    {"client_id": "fremd"}, {"redirect_uri": "https://boese.de/x"}, {"redirect_uri": "javascript:alert(1)"},
    {"redirect_uri": ""}, {"response_type": "token"}, {"scope": ""}, {"code_challenge": ""},
    {"code_challenge_method": "plain"}, {"state": ""},
])  # fmt: skip
def test_page_refuses_and_sends_nobody_anywhere(sandbox, facts):
    reply = requests.get(page(sandbox, "x", **facts), timeout=9, allow_redirects=False)
    assert (reply.status_code, "weist diese Anfrage ab" in reply.text) == (400, True)


def test_nothing_chosen_is_asked_again(sandbox):
    reply = requests.post(page(sandbox, "meta"), data={"tun": "erlauben"}, timeout=9, allow_redirects=False)
    assert (reply.status_code, "mindestens eine Seite" in reply.text) == (422, True)


def redeem(sandbox: Sandbox, **facts: str) -> requests.Response:
    code = allow(page(sandbox, "google", access_type="offline"), "UCdemoDuesseldorf0000001")["code"]
    form = {
        "grant_type": "authorization_code", "code": code, "client_id": CLIENT, "client_secret": SECRET,
        "redirect_uri": RETURN, "code_verifier": VERIFIER,
    }  # fmt: skip
    return requests.post(f"{sandbox.http}/youtube/token", data=form | facts, timeout=9)


@pytest.mark.parametrize(("facts", "status", "error"), [
    ({"redirect_uri": "http://127.0.0.1:9/anders"}, 400, "redirect_uri_mismatch"),
    ({"code_verifier": "anders"}, 400, "invalid_grant"),
    ({"client_secret": "falsch"}, 401, "invalid_client"),
    ({"code": "erfunden"}, 400, "invalid_grant"),
])  # fmt: skip
def test_code_is_refused_for_one_wrong_word(sandbox, facts, status, error):
    reply = redeem(sandbox, **facts)
    assert (reply.status_code, reply.json()["error"]) == (status, error)


def test_code_opens_the_channel_and_offline_brings_a_refresh_token(sandbox):
    body = redeem(sandbox).json()
    assert (body["expires_in"], body["refresh_token"][:3], body["token_type"]) == (3_599, "1//", "Bearer")


def test_meta_page_key_read_with_a_short_user_key_ends_with_it(sandbox):
    code = allow(page(sandbox, "meta"), "100064000000001")["code"]
    form = {"client_id": CLIENT, "client_secret": SECRET, "redirect_uri": RETURN, "code": code}
    short = requests.get(f"{sandbox.http}/graph/v26.0/oauth/access_token", params=form, timeout=9).json()
    assert short["expires_in"] == 5_400
    params = {"access_token": short["access_token"], "fields": "id,access_token"}
    pages = requests.get(f"{sandbox.http}/graph/v26.0/me/accounts", params=params, timeout=9).json()["data"]
    ask = {"access_token": pages[0]["access_token"]}
    assert requests.get(f"{sandbox.http}/graph/v26.0/100064000000001", params=ask, timeout=9).ok
    sandbox.end_tokens("facebook")
    told = requests.get(f"{sandbox.http}/graph/v26.0/100064000000001", params=ask, timeout=9).json()["error"]
    assert (told["code"], told["error_subcode"]) == (190, 463)


def test_user_key_publishes_nothing(sandbox):
    code = allow(page(sandbox, "meta"), "100064000000001")["code"]
    form = {"client_id": CLIENT, "client_secret": SECRET, "redirect_uri": RETURN, "code": code}
    key = requests.post(f"{sandbox.http}/graph/oauth/access_token", data=form, timeout=9).json()["access_token"]
    post = {"message": "Nein", "access_token": key}
    assert requests.post(f"{sandbox.http}/graph/100064000000001/feed", data=post, timeout=9).status_code == 403


def test_log_holds_no_code_and_no_secret(sandbox):
    code = allow(page(sandbox, "meta"), "100064000000001")["code"]
    form = {"client_id": CLIENT, "client_secret": SECRET, "redirect_uri": RETURN, "code": code}
    requests.get(f"{sandbox.http}/graph/v26.0/oauth/access_token", params=form, timeout=9)
    lines = " ".join(call["line"] for call in sandbox.calls())
    assert ("access_token" in lines, code in lines, SECRET in lines) == (True, False, False)


@pytest.mark.parametrize(("platform", "url", "token"), [
    ("x", "/x/2/users/me", "x-demo-lhd"), ("youtube", "/youtube/youtube/v3/channels?part=id&mine=true", "ya29.demo-lhd"),
    ("facebook", "/graph/100064000000001", "EAA-demo-lhd"),
])  # fmt: skip
def test_keys_of_the_first_day_can_be_ended_too(sandbox, platform, url, token):
    ask = lambda: requests.get(sandbox.http + url, headers={"Authorization": f"Bearer {token}"}, timeout=9)  # noqa: E731
    assert ask().ok
    sandbox.end_tokens(platform)
    assert ask().status_code in {400, 401}


def test_consent_is_withdrawn_on_the_wall(sandbox):
    body = redeem(sandbox).json()
    said = requests.post(f"{sandbox.http}/_panel", data={"tun": "zugang", "plattform": "youtube"}, timeout=9)
    assert "Der Zugang ist beendet." in said.text
    form = {"grant_type": "refresh_token", "refresh_token": body["refresh_token"]}
    assert requests.post(f"{sandbox.http}/youtube/token", data=form, timeout=9).json()["error"] == "invalid_grant"
