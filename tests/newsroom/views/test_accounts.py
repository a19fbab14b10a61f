"""Connecting accounts at the sandbox's consent page, and what the account pages say."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.utils import timezone

from channels_publish import checking
from channels_publish.actions import accounts as actions
from channels_publish.actions import health
from channels_publish.adapters.base import Quota
from channels_publish.enums import Kind, State
from channels_publish.models import Account
from newsroom import handshake
from people.models import AuditEvent
from tests.channels_publish.test_keeping import work
from tests.consent import CLIENT, allow, answer
from tests.factories import channels
from tests.newsroom.pages import links, said, text, texts
from tests.newsroom.pages import page as tree

BASE = "/redaktion/konten/"


@pytest.fixture
def admin(client, office) -> Client:
    client.force_login(office.admin)
    return client


def consent_page(client: Client, platform: str, konto: Account | None = None) -> str:
    response = client.get(f"{BASE}verbinden/{platform}/", {"konto": konto.pk} if konto else {})
    (address,) = links(response, "//main//a[starts-with(normalize-space(), 'Weiter zu')]")
    return address


def come_back(client: Client, **query: str):
    return client.get(f"{BASE}rueckkehr/", query)


def connect(client: Client, platform: str, *accounts: str, konto: Account | None = None):
    """To the consent page and back: the page with the choice."""
    back = come_back(client, **allow(consent_page(client, platform, konto), *accounts))
    assert (back.status_code, back.headers.get("location")) == (302, f"{BASE}auswahl/"), text(back)
    return client.get(f"{BASE}auswahl/")


def choose(client: Client, *values: str, resume: bool = True):
    data = {"konto": values} | ({"resume": "on"} if resume else {})
    return client.post(f"{BASE}auswahl/", data, follow=True)


# -- connecting -------------------------------------------------------------------------------------


def test_two_handles_on_x_one_after_the_other(apps, admin, office):
    for number, handle in (("1500000001", "@duesseldorf"), ("1500000002", "@Duesseldorf_Presse")):
        page = connect(admin, "x", number)
        assert texts(page, "//label[contains(@class, 'account-offer')]//span[@class='strong']") == [handle]
        assert said(choose(admin, f"x:{number}"))[0] == f"X: {handle} ist verbunden."
    first, second = Account.objects.filter(kind=Kind.X).order_by("pk")
    assert (first.name, second.name, first.remote_id, second.remote_id) == (
        "@duesseldorf", "@Duesseldorf_Presse", "1500000001", "1500000002",
    )  # fmt: skip
    assert (first.connected_by, first.owner, first.healthy, first.renewable) == (
        office.admin,
        office.admin,
        True,
        True,
    )
    assert timedelta(hours=1, minutes=55) < first.expires_at - timezone.now() < timedelta(hours=2)
    assert AuditEvent.objects.filter(verb="channels_publish.connect_account").count() == 2


def test_one_consent_at_meta_serves_pages_and_instagram(apps, admin):
    page = connect(admin, "meta", "100064000000001", "100064000000002")
    assert len(texts(page, "//label[contains(@class, 'account-offer')]")) == 3
    choose(admin, "facebook:100064000000001", "instagram:17841400000000001")
    assert list(Account.objects.order_by("pk").values_list("kind", "remote_id", "healthy", "expires_at")) == [
        ("facebook", "100064000000001", True, None), ("instagram", "17841400000000001", True, None),
    ]  # fmt: skip


def test_connected_account_publishes(apps, admin, office):
    connect(admin, "x", "1500000002")
    choose(admin, "x:1500000002")
    story = channels.approved(by=office.editor)
    work()
    assert (channels.delivery(story).state, [post["account"] for post in apps.posts("x")]) == (
        State.SENT,
        ["1500000002"],
    )


def test_youtube_channel_is_connected_with_a_key_that_renews_itself(apps, admin):
    connect(admin, "google", "UCdemoDuesseldorf0000001")
    choose(admin, "youtube:UCdemoDuesseldorf0000001")
    account = Account.objects.get()
    assert (account.kind, account.refresh_token[:3], account.healthy) == ("youtube", "1//", True)


def test_renewing_keeps_name_place_and_options(apps, admin, office):
    account = channels.account(Kind.X, sandbox=apps, name="Unser Konto")
    page = connect(admin, "x", "1500000001", konto=account)
    assert "ist schon da als „Unser Konto“; der Zugang wird erneuert" in text(page)
    choose(admin, "x:1500000001")
    before = (account.name, account.position, account.options, account.owner)
    account.refresh_from_db()
    assert (account.name, account.position, account.options, account.owner) == before
    assert (account.token == "x-demo-lhd", account.key_version, Account.objects.count()) == (False, 1, 1)
    assert AuditEvent.objects.filter(verb="channels_publish.renew_connection").count() == 1


@pytest.mark.parametrize("resume", [True, False])
def test_renewed_account_goes_back_to_work_if_one_wants(apps, admin, office, resume):
    account = channels.account(Kind.X, sandbox=apps)
    story = channels.approved(by=office.editor)
    actions.pause(account=account, reason="Abgelaufen.", by=None)
    connect(admin, "x", "1500000001", konto=account)
    choose(admin, "x:1500000001", resume=resume)
    account.refresh_from_db()
    assert (account.paused, channels.delivery(story).state) == (not resume, State.DUE)


def test_other_account_than_the_one_to_be_renewed_is_pointed_out(apps, admin):
    account = channels.account(Kind.X, sandbox=apps)
    page = connect(admin, "x", "1500000002", konto=account)
    assert f"{account} ist nicht dabei." in text(page)
    assert [bool(box.get("checked") is not None) for box in _boxes(page)] == [False]


def _boxes(page):
    return tree(page).xpath("//input[@name='konto']")


def test_two_pages_of_one_name_are_told_apart(apps, admin):
    channels.account(Kind.X, name="@duesseldorf", remote_id="1")
    connect(admin, "x", "1500000001")
    choose(admin, "x:1500000001")
    assert Account.objects.get(remote_id="1500000001").name == "@duesseldorf (1500000001)"


def test_nothing_chosen_is_asked_again(apps, admin):
    connect(admin, "x", "1500000001")
    response = choose(admin)
    assert (response.status_code, "Wählen Sie mindestens ein Konto aus." in text(response)) == (422, True)


def test_choice_is_made_once(apps, admin):
    connect(admin, "x", "1500000001")
    choose(admin, "x:1500000001")
    again = choose(admin, "x:1500000001")
    assert (again.status_code, "Hier wartet keine Auswahl" in text(again)) == (409, True)


def test_account_that_was_not_offered_cannot_be_chosen(apps, admin):
    connect(admin, "x", "1500000001")
    choose(admin, "x:1500000002", "facebook:100064000000001")
    assert Account.objects.count() == 0


# -- what goes wrong on the way ---------------------------------------------------------------------


def why(response) -> str:
    assert response.status_code == 200
    (words,) = texts(response, "//*[@role='alert']")
    return words


def test_refusal_is_told_and_changes_nothing(apps, admin):
    back = come_back(admin, **answer(consent_page(admin, "x"), "ablehnen"))
    assert why(back) == "Der Zugriff wurde bei X abgelehnt. Es wurde nichts geändert."
    assert (Account.objects.count(), handshake.OFFERS in admin.session) == (0, False)


@pytest.mark.parametrize("state", ["", "erfunden", "eyJwbGF0Zm9ybSI6IngifQ:1:x"])
def test_foreign_state_is_refused(apps, admin, state):
    assert why(come_back(admin, code="c", state=state)).startswith("Diese Rückkehr gehört zu keiner Verbindung")


def test_return_in_another_session_is_refused(apps, admin, office):
    back = allow(consent_page(admin, "x"), "1500000001")
    other = Client()
    other.force_login(office.admin)
    assert why(come_back(other, **back)).startswith("Diese Verbindung wurde in einem anderen Fenster")
    assert come_back(admin, **back).status_code == 302


def test_same_return_twice_is_refused(apps, admin):
    back = allow(consent_page(admin, "x"), "1500000001")
    come_back(admin, **back)
    assert why(come_back(admin, **back)).startswith("Diese Verbindung wurde in einem anderen Fenster")


def test_late_return_is_refused(apps, admin, monkeypatch):
    back = allow(consent_page(admin, "x"), "1500000001")
    monkeypatch.setattr(handshake, "MAX_AGE", -1)
    assert why(come_back(admin, **back)).startswith(
        "Zwischen dem Aufbruch und der Rückkehr lagen mehr als zehn Minuten."
    )


def test_late_choice_is_refused(apps, admin, monkeypatch):
    connect(admin, "x", "1500000001")
    monkeypatch.setattr(handshake, "MAX_AGE", -1)
    assert (choose(admin, "x:1500000001").status_code, Account.objects.count()) == (409, 0)


def test_platform_that_is_down_is_told(apps, admin):
    back = allow(consent_page(admin, "x"), "1500000001")
    apps.fault(platform="x", kind="status", status=503, match="oauth2/token")
    assert why(come_back(admin, **back)).startswith("Die Plattform antwortet gerade nicht.")


def test_wrong_secret_is_told(apps, admin, settings):
    settings.OAUTH["x"]["client_secret"] = "falsch"
    back = allow(consent_page(admin, "x"), "1500000001")
    assert why(come_back(admin, **back)).startswith("Die Plattform kennt unsere Anwendung nicht")


def test_return_without_a_code_is_told(apps, admin):
    back = allow(consent_page(admin, "x"), "1500000001")
    assert why(come_back(admin, state=back["state"])).startswith("Die Plattform hat keinen Code mitgeschickt.")


def test_words_of_an_unknown_error_are_quoted_and_harmless(apps, admin):
    back = answer(consent_page(admin, "x"), "ablehnen")
    response = come_back(admin, state=back["state"], error="<script>alert(1)</script>")
    assert "<script>alert" not in response.content.decode()
    assert "meldet „<script>alert(1)</script>“" in why(response)


def test_app_that_is_not_registered_says_what_to_enter(apps, admin, settings):
    settings.OAUTH["x"]["client_id"] = ""
    settings.PUBLIC_URL = "https://newsroom.example"
    page = admin.get(f"{BASE}verbinden/x/")
    assert "https://newsroom.example/redaktion/konten/rueckkehr/" in text(page)
    assert links(page, "//main//a[starts-with(normalize-space(), 'Weiter zu')]") == []


def test_unknown_platform_is_404(apps, admin):
    assert admin.get(f"{BASE}verbinden/mastodon/").status_code == 404


def test_several_windows_may_be_on_their_way(apps, admin):
    first, second = (consent_page(admin, "x") for _ in range(2))
    assert come_back(admin, **allow(first, "1500000001")).status_code == 302
    assert come_back(admin, **allow(second, "1500000002")).status_code == 302


def test_keys_lie_in_the_session_encrypted(apps, admin):
    connect(admin, "x", "1500000001")
    stored = str(dict(admin.session.items()))
    choose(admin, "x:1500000001")
    account = Account.objects.get()
    assert [secret in stored for secret in (account.token, account.refresh_token)] == [False, False]
    assert handshake.OFFERS not in admin.session


def test_no_page_and_no_trail_shows_a_key(apps, admin):
    connect(admin, "x", "1500000001")
    choose(admin, "x:1500000001")
    account = Account.objects.get()
    pages = [admin.get(url).content.decode() for url in (BASE, f"{BASE}{account.pk}/")]
    pages += [admin.get(f"/redaktion/stammdaten/channels_publish/account/{account.pk}/change/").content.decode()]
    shown = "".join(pages) + str(list(AuditEvent.objects.values()))
    assert [secret in shown for secret in (account.token, account.refresh_token, CLIENT)] == [False] * 3


# -- the pages --------------------------------------------------------------------------------------


def states(client: Client) -> dict[str, str]:
    page = client.get(BASE)
    names = texts(page, "//ul[@class='rows']/li//a[@class='row-title']")
    return dict(zip(names, texts(page, "//ul[@class='rows']/li//span[contains(@class, 'chip')]"), strict=True))


def test_list_tells_how_every_account_stands(admin, db):
    soon = timezone.now() + timedelta(days=2)
    channels.account(Kind.X, name="läuft ab", expires_at=soon)
    channels.account(Kind.X, name="erneuert sich", expires_at=soon, refresh_token="r", healthy=True)
    channels.account(Kind.FACEBOOK, name="neu")
    channels.account(Kind.FACEBOOK, name="aus", active=False)
    actions.pause(account=channels.account(Kind.INSTAGRAM, name="gestört"), reason="Abgelaufen.", by=None)
    assert states(admin) == {
        "läuft ab": "Zugang läuft ab", "erneuert sich": "arbeitet", "neu": "noch nicht geprüft",
        "aus": "außer Betrieb", "gestört": "angehalten",
    }  # fmt: skip


def test_list_groups_by_channel(admin, db):
    for kind in (Kind.YOUTUBE, Kind.X, Kind.FACEBOOK):
        channels.account(kind)
    assert texts(admin.get(BASE), "//section//h2") == ["Facebook", "X", "YouTube"]


def test_empty_list_helps(admin, db):
    assert "Noch kein Konto." in text(admin.get(BASE))


def test_list_costs_the_same_with_any_number_of_accounts(admin, db, django_assert_num_queries):
    channels.account(Kind.X)
    admin.get(BASE)
    with django_assert_num_queries(12):
        admin.get(BASE)
    for number in range(5):
        channels.account(Kind.INSTAGRAM, name=f"Konto {number}")
    with django_assert_num_queries(12):
        admin.get(BASE)


def test_paused_account_shows_reason_meaning_and_way_out(admin, office):
    account = channels.account(Kind.X)
    channels.approved(by=office.editor, at=timezone.now() + timedelta(hours=30))
    actions.pause(account=account, reason="Der Zugang ist abgelaufen.", by=None)
    page = admin.get(f"{BASE}{account.pk}/")
    shown = text(page)
    for words in (
        "Der Zugang ist abgelaufen.",
        "1 Auslieferung wartet",
        "So beheben Sie es",
        "Ja, wieder in Betrieb nehmen",
    ):
        assert words in shown
    assert f"{BASE}verbinden/x/?konto={account.pk}" in links(page, "//main//a")


def test_social_media_sees_and_checks_but_does_not_connect(client, office):
    account = channels.account(Kind.X)
    client.force_login(office.social)
    page = client.get(f"{BASE}{account.pk}/")
    assert texts(page, "//main//button") == ["Jetzt prüfen", "Ja, anhalten"]
    assert [url for url in links(page, "//main//a") if "verbinden" in url or "stammdaten" in url] == []
    assert "darf die Administration" in text(client.get(BASE))


def test_website_says_what_to_enter_instead(admin, db):
    account = channels.account(Kind.WEBSITE)
    page = admin.get(f"{BASE}{account.pk}/")
    assert "TYPO3 kennt keine Erlaubnisseite." in text(page)
    assert [url for url in links(page, "//main//a") if "verbinden" in url] == []


def test_quotas_and_price_are_shown(admin, db):
    account = channels.account(Kind.X)
    resets = timezone.now() + timedelta(minutes=10)
    health.keep_quotas(account=account, quotas=[Quota("posts_15min", 88, 100, resets)])
    shown = text(admin.get(f"{BASE}{account.pk}/"))
    assert "Beiträge in 15 Minuten88 von 100 verbraucht" in shown
    assert "noch 12 frei" in shown
    assert "In diesem Monat: 0 Beiträge, nach Preisliste 0,00 $." in shown


def test_check_now_says_what_came_of_it(apps, admin):
    account = channels.account(Kind.X, sandbox=apps)
    assert said(admin.post(f"{BASE}{account.pk}/pruefen/", follow=True)) == [
        f"{account} ist geprüft: Der Zugang arbeitet."
    ]
    apps.end_tokens("x", do="revoke")
    (message,) = said(admin.post(f"{BASE}{account.pk}/pruefen/", follow=True))
    assert message.startswith(f"{account} würde jetzt nichts annehmen: Der Zugang zum Konto ist abgelaufen")


def test_check_of_a_silent_platform_says_so(admin, office):
    account = channels.account(Kind.X)
    (message,) = said(admin.post(f"{BASE}{account.pk}/pruefen/", follow=True))
    assert message.startswith("Die Plattform antwortet gerade nicht.")
    assert AuditEvent.objects.get(verb="channels_publish.ask_account").actor == str(office.admin)


def test_pausing_wants_a_reason(admin, office):
    account = channels.account(Kind.X)
    assert said(admin.post(f"{BASE}{account.pk}/anhalten/", {"reason": " "}, follow=True))[0].startswith(
        "Bitte schreiben Sie"
    )
    admin.post(f"{BASE}{account.pk}/anhalten/", {"reason": "Umzug."})
    account.refresh_from_db()
    assert (account.paused, account.paused_reason) == (True, "Umzug.")


def test_unreadable_key_is_shown_and_breaks_no_page(admin, settings):
    account = channels.account(Kind.X)
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    assert states(admin) == {"Stadt auf X": "Zugang nicht lesbar"}
    for url in (
        f"{BASE}{account.pk}/",
        "/redaktion/",
        f"/redaktion/stammdaten/channels_publish/account/{account.pk}/change/",
    ):
        assert admin.get(url).status_code == 200


# -- before approval --------------------------------------------------------------------------------


def review_of(client: Client, office) -> str:
    client.force_login(office.cvd)
    story = channels.submitted(by=office.editor)
    return " ".join(texts(client.get(f"/redaktion/abnahme/{story.pk}/"), "//aside[contains(@class, 'decision')]"))


def test_review_shows_what_is_left_and_what_it_costs(client, apps, office):
    checking.check(channels.account(Kind.INSTAGRAM, sandbox=apps, name="@bild"))
    channels.account(Kind.X, sandbox=apps, name="@stadt")
    shown = review_of(client, office)
    assert "Instagram: @bild noch 100 von 100 Beiträgen in 24 Stunden" in shown
    assert "X: @stadt noch 100 von 100 Beiträgen in 15 Minuten, kostet 0,015 $" in shown
    assert "ausgeschöpft" not in shown


def test_review_warns_where_this_post_would_exceed_the_quota(client, office):
    account = channels.account(Kind.INSTAGRAM)
    health.keep_quotas(account=account, quotas=[Quota("posts_24h", 50, 50)])
    shown = review_of(client, office)
    assert "noch 0 von 50 Beiträgen in 24 Stunden" in shown
    assert "Das Kontingent ist ausgeschöpft (50 Beiträge in 24 Stunden)." in shown


def test_review_is_silent_about_accounts_without_quota(client, office):
    channels.account(Kind.FACEBOOK)
    assert "Kontingente" not in review_of(client, office)


def test_state_travels_signed(apps, admin):
    """A return whose state somebody changed is none of ours."""
    back = allow(consent_page(admin, "x"), "1500000001")
    changed = back["state"][:-2] + ("aa" if back["state"][-2:] != "aa" else "bb")
    assert why(come_back(admin, code=back["code"], state=changed)).startswith("Diese Rückkehr gehört")
    assert len(urlencode({"state": back["state"]})) < 500  # X takes no more
