"""The wall as a browser gets it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from tests.sandbox.files import CHANNEL, GRAM, OTHER_PAGE, OTHER_TOKEN, PAGE, picture, video
from tests.sandbox.test_graph import graph, photo
from tests.sandbox.test_mail import send
from tests.sandbox.test_typo3 import article
from tests.sandbox.test_x import post
from tests.sandbox.test_youtube import insert
from tests.sandbox_process import Sandbox


def page(sandbox: Sandbox, path: str = "/", **headers: str) -> requests.Response:
    url = path if path.startswith("http") else sandbox.http + path
    return requests.get(url, headers=headers, timeout=20)


@pytest.fixture
def filled(sandbox: Sandbox) -> Sandbox:
    """A sandbox with one post on each platform."""
    graph(sandbox, "POST", f"{PAGE}/feed", message="Guten Tag <b>Düsseldorf</b>")
    photo(sandbox, picture(), published="true", message="Bild", alt_text_custom="Der Rhein")
    post(sandbox, "Hallo #Rhein https://stadt.example/a")
    article(sandbox)
    insert(sandbox, video(), description="Rückblick")
    send(sandbox, "redaktion@zeitung.example")
    url = sandbox.posts("facebook")[0]["media"][0]["url"]
    made = graph(sandbox, "POST", f"{GRAM}/media", image_url=url, caption="Ufer").json()["id"]
    graph(sandbox, "POST", f"{GRAM}/media_publish", creation_id=made)
    return sandbox


def test_wall_shows_each_platform_under_a_strict_policy(filled: Sandbox) -> None:
    reply = page(filled)
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", reply.text)
    for platform in ("facebook", "instagram", "x", "youtube", "website", "press"):
        assert f'<article class="card {platform}">' in reply.text
    assert "Guten Tag &lt;b&gt;" in reply.text
    assert 'alt="Der Rhein"' in reply.text
    assert '<span class="tag">#Rhein</span>' in reply.text
    for asset in ("wall.css", "wall.js", "icon.svg"):
        assert page(filled, f"/_static/{asset}").status_code == 200


def test_every_address_handed_out_opens(filled: Sandbox) -> None:
    posts = filled.wall()["posts"]
    assert len(posts) == 7
    assert {page(filled, p["url"]).status_code for p in posts} == {200}
    files = [m["url"] for p in posts for m in p["media"]]
    assert {page(filled, url).status_code for url in files} == {200}


def test_each_post_in_the_json_has_the_agreed_keys(filled: Sandbox) -> None:
    keys = {
        "platform",
        "account",
        "account_name",
        "id",
        "url",
        "text",
        "title",
        "html",
        "link",
        "alt_texts",
        "media",
        "created_at",
        "edited_at",
        "raw",
        "warnings",
    }
    wall = filled.wall()
    assert [set(p) for p in wall["posts"]] == [keys] * 7
    assert {"posts", "mails", "removed", "requests"} == set(wall)
    assert wall["requests"] > 7


def test_filters_narrow_down(filled: Sandbox) -> None:
    graph(filled, "POST", f"{OTHER_PAGE}/feed", message="Feuer aus", access_token=OTHER_TOKEN)
    assert page(filled, "/?plattform=facebook").text.count('<article class="card') == 3
    narrow = page(filled, f"/?plattform=facebook&konto={OTHER_PAGE}").text
    assert narrow.count('<article class="card') == 1
    assert "Feuer aus" in narrow
    moved = requests.get(f"{filled.http}/youtube/channel/{CHANNEL}", allow_redirects=False, timeout=9)
    assert moved.headers["location"] == f"/?plattform=youtube&konto={CHANNEL}"


def test_version_changes_with_posts_and_faults(sandbox: Sandbox) -> None:
    first = page(sandbox, "/_wall/version").text
    assert page(sandbox, "/_wall/version").text == first
    post(sandbox, "Neu")
    second = page(sandbox, "/_wall/version").text
    sandbox.fault(platform="x", kind="drop")
    assert len({first, second, page(sandbox, "/_wall/version").text}) == 3
    partial = page(sandbox, "/", **{"X-Partial": "1"}).text
    assert "<html" not in partial
    assert "Neu" in partial


def test_mail_html_is_shut_in(filled: Sandbox) -> None:
    [mail] = filled.wall()["mails"]
    reply = page(filled, mail["url"] + "/html")
    assert reply.text.strip() == "<p>Guten <b>Tag</b></p>"
    assert "sandbox" in reply.headers["content-security-policy"]
    assert "script-src" not in reply.headers["content-security-policy"]


def test_files_never_come_as_html(sandbox: Sandbox) -> None:
    data: dict[str, Any] = {"name": "a.txt", "fileData": "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="}
    payload = {"method": "PATCH", "table": "sys_file", "remoteId": "f", "data": data}
    requests.post(
        f"{sandbox.http}/typo3site/typo3/reaction/5f0c1c1e-6b1a-4b57-9d5e-2d7f3f6a0001",
        json=payload,
        headers={"x-api-key": "typo3-demo-aktuelles"},
        timeout=9,
    )
    article(sandbox, fal_media="f")
    reply = page(sandbox, sandbox.posts("website")[0]["media"][0]["url"])
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_unknown_and_withdrawn_addresses(sandbox: Sandbox) -> None:
    assert page(sandbox, "/x/duesseldorf/status/1").status_code == 404
    assert page(sandbox, "/instagram/p/%C3%A4/").status_code == 404
    assert page(sandbox, f"/_files/{'0' * 64}").status_code == 404
    id_ = graph(sandbox, "POST", f"{PAGE}/feed", message="A").json()["id"]
    url = sandbox.posts("facebook")[0]["url"]
    graph(sandbox, "DELETE", id_)
    assert page(sandbox, url).status_code == 410
    assert "zurückgezogen" in page(sandbox).text


def panel(sandbox: Sandbox, origin: str = "", **form: str) -> requests.Response:
    headers = {"Origin": origin or sandbox.http}
    return requests.post(f"{sandbox.http}/_panel", data=form, headers=headers, timeout=9)


def test_a_person_clicks_a_fault_in_and_takes_it_back(sandbox: Sandbox) -> None:
    reply = panel(sandbox, plattform="x", was="lost")
    assert "Nächster Post auf X: Die Antwort geht verloren, der Post ist aber da." in reply.text
    [fault] = sandbox.faults()
    assert (fault["platform"], fault["kind"], fault["match"]) == ("x", "commit_drop", "@publish")
    with pytest.raises(requests.ConnectionError):
        post(sandbox, "Weg")
    assert len(sandbox.posts("x")) == 1
    panel(sandbox, plattform="smtp", was="later")
    [fault] = sandbox.faults()
    assert "451" in page(sandbox).text
    panel(sandbox, tun="zuruecknehmen", nummer=str(fault["id"]))
    assert sandbox.faults() == []


@pytest.mark.parametrize("form", [{}, {"plattform": "x", "was": "nichts"}, {"plattform": "y", "was": "lost"}])
def test_a_choice_that_does_not_exist_is_explained(sandbox: Sandbox, form: dict[str, str]) -> None:
    assert "Diese Störung gibt es nicht." in panel(sandbox, **form).text
    assert sandbox.faults() == []


def test_every_choice_of_the_panel_is_a_fault(sandbox: Sandbox) -> None:
    text = page(sandbox).text.partition('value="zugang"')[0]
    choices = re.findall(r'<option value="(\w+)">', text)
    platforms = [c for c in choices if c in ("facebook", "instagram", "x", "youtube", "website")]
    assert len(platforms) == 5
    mail = ("unknown", "later", "spam", "cut")
    kinds = [c for c in choices if c not in platforms][: -len(mail)]
    for platform, kind in [(p, k) for p in platforms for k in kinds] + [("smtp", m) for m in mail]:
        panel(sandbox, plattform=platform, was=kind)
    assert len(sandbox.faults()) == 5 * len(kinds) + 4


def test_panel_is_for_this_page_only(sandbox: Sandbox) -> None:
    post(sandbox, "Bleibt")
    assert panel(sandbox, origin="http://evil.example", tun="leeren").status_code == 403
    assert len(sandbox.posts("x")) == 1
    assert "Die Wand ist leer" in panel(sandbox, tun="leeren").text
    assert sandbox.posts("x") == []
