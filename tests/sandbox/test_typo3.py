"""The TYPO3 reaction over plain HTTP."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import requests

from tests.sandbox.files import REACTION, REACTION_KEY, picture
from tests.sandbox_process import Sandbox

NEWS = "tx_news_domain_model_news"


def react(sandbox: Sandbox, payload: Any, uuid: str = REACTION, key: str = REACTION_KEY) -> Any:
    return requests.post(
        f"{sandbox.http}/typo3site/typo3/reaction/{uuid}",
        json=payload,
        headers={"x-api-key": key},
        timeout=20,
    )


def record(method: str = "PATCH", remote: str = "news-1", table: str = NEWS, **data: Any) -> dict[str, Any]:
    return {"method": method, "table": table, "remoteId": remote, "data": data}


def article(sandbox: Sandbox, **data: Any) -> Any:
    fields = {"title": "Neue Brücke", "teaser": "Kurz", "bodytext": "<p>Lang</p>"}
    return react(sandbox, record(**(fields | data)))


def test_patch_creates_and_then_updates(sandbox: Sandbox) -> None:
    reply = article(sandbox, path_segment="neue-bruecke")
    assert reply.status_code == 200
    assert reply.json() == {"success": True, "message": "1 operation completed successfully."}
    assert react(sandbox, record(title="Neuere Brücke")).status_code == 200
    [post] = sandbox.posts("website")
    assert (post["title"], post["text"], post["html"]) == ("Neuere Brücke", "Kurz", "<p>Lang</p>")
    assert post["url"] == f"{sandbox.http}/typo3site/aktuelles/neue-bruecke"
    page = requests.get(post["url"], timeout=9)
    assert page.status_code == 200
    assert "Neuere Brücke" in page.text


def test_same_patch_twice_is_one_article(sandbox: Sandbox) -> None:
    article(sandbox)
    before = sandbox.wall()["posts"]
    article(sandbox)
    assert sandbox.wall()["posts"] == before


def test_path_segment_is_made_from_title_and_unique(sandbox: Sandbox) -> None:
    article(sandbox)
    react(sandbox, record(remote="news-2", title="Neue Brücke!"))
    paths = [post["url"].rsplit("/", 1)[1] for post in sandbox.posts("website")]
    assert paths == ["neue-bruecke-1", "neue-bruecke"]


def test_picture_by_reference(sandbox: Sandbox) -> None:
    article(sandbox, fal_media=["ref-1"])
    [post] = sandbox.posts("website")
    assert "wartet noch" in post["warnings"][0]
    data = base64.b64encode(picture()).decode()
    react(sandbox, record(remote="file-1", table="sys_file", name="a.jpg", fileData=data))
    reference = {"uid_local": "file-1", "uid_foreign": "news-1", "alternative": "Die Brücke"}
    react(sandbox, record(remote="ref-1", table="sys_file_reference", **reference))
    [post] = sandbox.posts("website")
    assert (post["alt_texts"], post["warnings"]) == (["Die Brücke"], [])
    assert requests.get(post["media"][0]["url"], timeout=9).content == picture()


def test_file_from_address_is_fetched(sandbox: Sandbox) -> None:
    data = base64.b64encode(picture()).decode()
    react(sandbox, record(remote="f1", table="sys_file", name="a.jpg", fileData=data))
    article(sandbox, fal_media="f1")
    url = sandbox.posts("website")[0]["media"][0]["url"]
    assert react(sandbox, record(remote="f2", table="sys_file", name="b.jpg", url=url)).ok
    lost = react(sandbox, record(remote="f3", table="sys_file", name="c.jpg", url=url[:-3] + "000"))
    assert lost.status_code == 404


def test_delete_takes_the_article_off(sandbox: Sandbox) -> None:
    article(sandbox)
    url = sandbox.posts("website")[0]["url"]
    assert react(sandbox, record("DELETE")).ok
    assert sandbox.posts("website") == []
    assert requests.get(url, timeout=9).status_code == 410
    assert react(sandbox, record("DELETE")).status_code == 404


def test_active_html_is_taken_out(sandbox: Sandbox) -> None:
    article(sandbox, bodytext="<p>A</p><script>alert(1)</script>")
    [post] = sandbox.posts("website")
    assert post["html"] == "<p>A</p>"
    assert post["warnings"] == ["TYPO3 hat aktives HTML aus dem Text entfernt."]


def test_hidden_article_is_not_public(sandbox: Sandbox) -> None:
    article(sandbox, hidden=1)
    [post] = sandbox.posts("website")
    assert "nicht öffentlich" in post["warnings"][0]
    assert requests.get(post["url"], timeout=9).status_code == 404


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({}, 405),
        ({"table": NEWS}, 405),
        (record("TRACE", title="A"), 405),
        ({"method": "PATCH"}, 400),
        (record(), 400),
        (record(title="  "), 400),
        (record(title="a" * 256), 400),
        (record(table="be_users", title="A"), 404),
        (record(title="A", nonsense="B"), 409),
        (record("PUT", title="A"), 404),
        (record(table="sys_file", name="a.php", fileData="QQ=="), 400),
        (record(table="sys_file", name="a.jpg"), 400),
        (record(table="sys_file", name="a.jpg", fileData="%%%"), 400),
    ],
)
def test_refused(sandbox: Sandbox, payload: dict[str, Any], status: int) -> None:
    reply = react(sandbox, payload)
    assert (reply.status_code, reply.json()["success"]) == (status, False)
    assert sandbox.posts("website") == []


def test_post_of_known_id_is_a_conflict(sandbox: Sandbox) -> None:
    assert react(sandbox, record("POST", title="A")).ok
    assert react(sandbox, record("POST", title="A")).status_code == 409


def test_wrong_key_and_unknown_reaction(sandbox: Sandbox) -> None:
    assert react(sandbox, record(title="A"), key="wrong").status_code == 401
    assert react(sandbox, record(title="A"), uuid="aktuelles").status_code == 404
    broken = requests.post(
        f"{sandbox.http}/typo3site/typo3/reaction/{REACTION}",
        data=b"{",
        headers={"x-api-key": REACTION_KEY},
        timeout=9,
    )
    assert broken.status_code == 400
