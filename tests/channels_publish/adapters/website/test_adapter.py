"""The website adapter against the stand-in TYPO3."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from channels_publish.adapters.base import (
    AccountProblem,
    AdapterError,
    Amendment,
    Credentials,
    Health,
    Post,
    Receipt,
    Refused,
    TryLater,
)
from channels_publish.adapters.website.adapter import WebsiteAdapter
from tests.channels_publish.adapters.meta_kit import (
    KEY,
    Handles,
    RawPlatform,
    closed_port,
    just_now,
    picture,
    raw_platform,
)

REACTION = "5f0c1c1e-6b1a-4b57-9d5e-2d7f3f6a0001"
SECRET = "typo3-demo-aktuelles"
POST = Post(
    title="Rat beschließt Haushalt",
    text="Der Rat hat den Haushalt 2027 beschlossen.",
    html="<p>Der Rat hat am Donnerstag den Haushalt beschlossen.</p>",
    tags=("Rat", "Finanzen"),
    department="Amt für Kommunikation",
    date="2026-11-23T10:00:00+01:00",
    slug="rat-beschliesst-haushalt",
)


def website(base: str, *, secret: str = SECRET, reaction: str = REACTION, **options: str) -> WebsiteAdapter:
    return WebsiteAdapter(Credentials(f"{base}/typo3site", reaction, secret, options, timeout=5.0))


def publish(sandbox, post: Post = POST) -> Receipt:
    return website(sandbox.http).publish(post, key=KEY, resume=Handles())


def posts(sandbox) -> list[dict]:
    return sandbox.posts("website")


def test_publish_makes_a_news_record(sandbox):
    receipt = publish(sandbox)
    (post,) = posts(sandbox)
    assert (post["title"], post["text"], post["html"]) == (POST.title, POST.text, POST.html)
    assert post["url"] == receipt.url
    assert receipt == Receipt(f"newsroom-{KEY}", f"{sandbox.http}/typo3site/aktuelles/rat-beschliesst-haushalt")


def test_publish_images_with_alternative_texts(sandbox, tmp_path):
    images = tuple(picture(tmp_path, f"{n}.jpg", size=(640 + n, 480), alt=f"Linde {n}") for n in range(2))
    publish(sandbox, replace(POST, images=images))
    (post,) = posts(sandbox)
    assert ([file["width"] for file in post["media"]], post["alt_texts"]) == ([640, 641], ["Linde 0", "Linde 1"])
    assert [file["caption"] for file in post["media"]] == ["Blick auf das Rathaus (Foto: Amt für Kommunikation)"] * 2


def test_publishing_twice_leaves_one_record(sandbox, tmp_path):
    post = replace(POST, images=(picture(tmp_path),))
    assert publish(sandbox, post) == publish(sandbox, post)
    assert len(posts(sandbox)) == 1


@pytest.mark.parametrize("kind", ["commit_drop", "commit_status", "commit_garbage"])
def test_lost_reply_is_try_later_and_repeating_doubles_nothing(sandbox, kind):
    sandbox.fault(platform="website", kind=kind)
    with pytest.raises(TryLater):
        publish(sandbox)
    publish(sandbox)
    assert len(posts(sandbox)) == 1


def test_dropped_call_is_try_later(sandbox):
    sandbox.fault(platform="website", kind="drop")
    with pytest.raises(TryLater):
        publish(sandbox)
    assert posts(sandbox) == []


def test_find_says_not_there_because_repeating_is_harmless(sandbox):
    publish(sandbox)
    assert website(sandbox.http).find(POST, key=KEY, since=just_now(), resume=Handles()) is None


def test_status_503_is_try_later(sandbox):
    sandbox.fault(
        platform="website", kind="status", status=503, body="<h1>Wartung</h1>", headers={"Retry-After": "120"}
    )
    with pytest.raises(TryLater) as caught:
        publish(sandbox)
    assert (caught.value.code, caught.value.detail, caught.value.after) == ("platform_error", "HTTP 503", 120.0)


def test_wrong_secret_is_an_account_problem(sandbox):
    with pytest.raises(AccountProblem) as caught:
        website(sandbox.http, secret="falsch").publish(POST, key=KEY, resume=Handles())
    assert caught.value.code == "permission"


def test_unknown_reaction_is_an_account_problem(sandbox):
    with pytest.raises(AccountProblem) as caught:
        website(sandbox.http, reaction="00000000-0000-0000-0000-000000000000").publish(POST, key=KEY, resume=Handles())
    assert caught.value.code == "endpoint_missing"


def test_missing_image_file_is_refused(sandbox, tmp_path):
    image = picture(tmp_path)
    Path(image.path).unlink()
    with pytest.raises(Refused) as caught:
        publish(sandbox, replace(POST, images=(image,)))
    assert caught.value.code == "file_missing"


def test_refused_connection_is_try_later():
    with pytest.raises(TryLater):
        website(closed_port()).publish(POST, key=KEY, resume=Handles())


def test_correct_replaces_the_record(sandbox):
    receipt = publish(sandbox)
    website(sandbox.http).correct(replace(POST, title="Berichtigt"), receipt=receipt, key=KEY, resume=Handles())
    assert [post["title"] for post in posts(sandbox)] == ["Berichtigt"]


def test_withdraw_deletes_the_record_and_may_be_repeated(sandbox):
    receipt = publish(sandbox)
    website(sandbox.http).withdraw(POST, receipt=receipt, key=KEY, resume=Handles())
    website(sandbox.http).withdraw(POST, receipt=receipt, key=KEY, resume=Handles())
    assert posts(sandbox) == []


def test_withdraw_at_an_unknown_reaction_is_an_account_problem(sandbox):
    receipt = publish(sandbox)
    with pytest.raises(AccountProblem):
        website(sandbox.http, reaction="00000000-0000-0000-0000-000000000000").withdraw(
            POST, receipt=receipt, key=KEY, resume=Handles()
        )


def test_check_reaches_the_reaction_and_changes_nothing(sandbox):
    assert website(sandbox.http).check() == Health(ok=True)
    assert posts(sandbox) == []


def test_check_with_wrong_secret_is_not_healthy(sandbox):
    assert website(sandbox.http, secret="falsch").check().ok is False


# Answers written down byte for byte.


@pytest.fixture
def raw() -> Iterator[RawPlatform]:
    with raw_platform() as platform:
        yield platform


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, (Refused, "rejected")),
        (401, (AccountProblem, "permission")),
        (403, (AccountProblem, "permission")),
        (404, (AccountProblem, "endpoint_missing")),
        (409, (Refused, "rejected")),
        (429, (TryLater, "throttled")),
        (302, (TryLater, "unreadable_reply")),
        (500, (TryLater, "platform_error")),
        (503, (TryLater, "platform_error")),
    ],
)
def test_status(raw, status, expected):
    raw.reply(b'{"success": false, "message": "Unknown field(s) in field list: x"}', status)
    with pytest.raises(AdapterError) as caught:
        website(raw.address).publish(POST, key=KEY, resume=Handles())
    assert (type(caught.value), caught.value.code) == expected
    assert caught.value.detail == "Unknown field(s) in field list: x"


def test_failure_with_status_200_is_refused(raw):
    raw.reply(b'{"success": false, "message": "Nein"}')
    with pytest.raises(Refused) as caught:
        website(raw.address).publish(POST, key=KEY, resume=Handles())
    assert caught.value.detail == "Nein"


def test_secret_quoted_by_the_site_is_masked(raw):
    raw.reply(f'{{"message": "bad key {SECRET}"}}'.encode(), 401)
    with pytest.raises(AccountProblem) as caught:
        website(raw.address).publish(POST, key=KEY, resume=Handles())
    assert caught.value.detail == "bad key •••"


def test_request_goes_to_the_reaction_with_the_secret_in_its_header(raw):
    raw.reply(b'{"success": true}')
    website(raw.address).publish(POST, key=KEY, resume=Handles())
    method, path, headers = raw.seen[0]
    assert (method, path) == ("POST", f"/typo3site/typo3/reaction/{REACTION}")
    assert headers["x-api-key"] == SECRET


def test_permalink_follows_the_option(raw):
    raw.reply(b'{"success": true}')
    adapter = website(raw.address, permalink="https://www.duesseldorf.example/news/{slug}?id={key}")
    receipt = adapter.publish(replace(POST, slug="grüße"), key=KEY, resume=Handles())
    assert receipt.url == f"https://www.duesseldorf.example/news/gr%C3%BC%C3%9Fe?id={KEY}"


# -- corrected and taken back with a notice -----------------------------------------------------------

OLDER = Amendment("correction", "Der Eintritt ist frei.", "2026-11-24")
NEWER = Amendment("correction", "Beginn ist um 19 Uhr, nicht um 18 Uhr <abends>.", "2026-11-25", key=KEY)


def test_correct_puts_dated_notices_above_the_text(sandbox):
    receipt = publish(sandbox)
    corrected = replace(POST, amendments=(NEWER, OLDER))
    website(sandbox.http).correct(corrected, receipt=receipt, key=KEY, resume=Handles())
    (post,) = posts(sandbox)
    assert post["html"] == (
        "<p><strong>Korrektur vom 25.11.2026:</strong> Beginn ist um 19 Uhr, nicht um 18 Uhr &lt;abends&gt;.</p>"
        "<p><strong>Korrektur vom 24.11.2026:</strong> Der Eintritt ist frei.</p>" + POST.html
    )


@pytest.mark.parametrize("name", ["correct", "withdraw"])
def test_step_with_a_lost_reply_is_simply_repeated(sandbox, name):
    receipt = publish(sandbox)
    sandbox.fault(platform="website", kind="commit_drop")
    act, post = getattr(website(sandbox.http), name), replace(POST, amendments=(NEWER,))
    with pytest.raises(TryLater):
        act(post, receipt=receipt, key=KEY, resume=Handles())
    act(post, receipt=receipt, key=KEY, resume=Handles())
    (shown,) = posts(sandbox)
    assert shown["url"] == receipt.url


def test_withdraw_leaves_a_dated_notice_at_the_address(sandbox):
    receipt = publish(sandbox)
    back = replace(POST, amendments=(Amendment("withdrawal", "Die Veranstaltung gibt es nicht.", "2026-11-25"),))
    website(sandbox.http).withdraw(back, receipt=receipt, key=KEY, resume=Handles())
    (post,) = posts(sandbox)
    assert (post["title"], post["text"], post["media"], post["url"]) == (
        "Meldung zurückgenommen",
        "Die Veranstaltung gibt es nicht.",
        [],
        receipt.url,
    )
    assert post["html"] == "<p><strong>Rücknahme vom 25.11.2026:</strong> Die Veranstaltung gibt es nicht.</p>"
