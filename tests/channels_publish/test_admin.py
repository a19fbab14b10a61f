import pytest
from django.contrib import admin
from django.utils import timezone

from channels_publish.actions import accounts as actions
from channels_publish.actions import keys
from channels_publish.adapters.oauth import Grant
from channels_publish.admin import STILL_PAUSED, AccountAdmin, AccountForm
from channels_publish.enums import Kind
from channels_publish.models import Account
from people.models import AuditEvent
from tests.factories import channels
from tests.newsroom.pages import text

ACCOUNTS = "/redaktion/stammdaten/channels_publish/account/"


@pytest.fixture
def account(office):
    return channels.account(Kind.X, name="@stadt", token="geheim-123")


def form(**facts):
    given = {"kind": "x", "name": "@stadt", "handle": "stadt", "remote_id": "1", "base_url": "", "options": "{}"}
    return given | {"active": "on", "position": "0", "owner": "", "new_token": ""} | facts


def test_key_is_never_shown(client, office, account):
    client.force_login(office.admin)

    shown = client.get(f"{ACCOUNTS}{account.pk}/change/").content.decode()

    assert ("geheim-123" in shown, "vorhanden" in shown) == (False, True)


@pytest.mark.parametrize(("typed", "kept"), [("", "geheim-123"), ("neu-456", "neu-456")])
def test_empty_key_keeps_the_one_that_is_stored(client, office, account, typed, kept):
    client.force_login(office.admin)

    client.post(f"{ACCOUNTS}{account.pk}/change/", form(new_token=typed))

    account.refresh_from_db()
    assert account.token == kept


def test_change_leaves_a_trail_without_the_key(client, office, account):
    client.force_login(office.admin)

    client.post(f"{ACCOUNTS}{account.pk}/change/", form(new_token="neu-456"))

    event = AuditEvent.objects.get(verb="channels_publish.change_account")
    assert "new_token" in event.detail["fields"]
    assert "neu-456" not in str(event.detail)


def test_paused_account_shows_why(client, office, account):
    actions.pause(account=account, reason="Zugang abgelaufen.", by=None)
    client.force_login(office.admin)

    assert text(client.get(ACCOUNTS), "//td[contains(@class, 'field-condition')]") == "angehalten: Zugang abgelaufen."


def test_account_with_renditions_cannot_be_deleted(client, office, account):
    channels.submitted(by=office.editor)
    client.force_login(office.admin)

    assert client.get(f"{ACCOUNTS}{account.pk}/delete/").status_code == 403


def test_new_account_without_history_can_be_deleted(client, office, account):
    client.force_login(office.admin)

    client.post(f"{ACCOUNTS}{account.pk}/delete/", {"post": "yes"})

    assert type(account).objects.count() == 0
    assert AuditEvent.objects.filter(verb="channels_publish.delete_account").count() == 1


def test_accounts_are_closed_to_others(client, office):
    client.force_login(office.cvd)

    assert client.get(ACCOUNTS).status_code == 403


@pytest.mark.parametrize("typed", ["[]x", '["privacy"]', '{"privacy": 1}', '"unlisted"'])
def test_options_that_no_adapter_could_read_are_refused(client, office, account, typed):
    client.force_login(office.admin)

    response = client.post(f"{ACCOUNTS}{account.pk}/change/", form(options=typed))

    assert list(response.context["adminform"].form.errors) == ["options"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("", {}), ("{}", {}), ('{"privacy": "unlisted"}', {"privacy": "unlisted"})]
)
def test_options_are_names_and_texts(client, office, account, typed, kept):
    client.force_login(office.admin)

    client.post(f"{ACCOUNTS}{account.pk}/change/", form(options=typed))

    account.refresh_from_db()
    assert account.options == kept


def test_new_key_of_a_paused_account_comes_with_the_next_step(client, office, account):
    actions.pause(account=account, reason="Der Zugang ist abgelaufen.", by=None)
    client.force_login(office.admin)

    response = client.post(f"{ACCOUNTS}{account.pk}/change/", form(new_token="neu"), follow=True)

    assert STILL_PAUSED in [str(message) for message in response.context["messages"]]


def test_entered_key_replaces_what_would_renew_the_old_one(client, office):
    account = channels.account(Kind.X, name="@stadt", refresh_token="r", expires_at=timezone.now())
    client.force_login(office.admin)

    client.post(f"{ACCOUNTS}{account.pk}/change/", form(new_token="neu-456"))

    account.refresh_from_db()
    assert (account.token, account.refresh_token, account.expires_at, account.key_version) == ("neu-456", "", None, 1)
    assert AuditEvent.objects.filter(verb="channels_publish.enter_key").count() == 1


def test_saving_master_data_does_not_put_an_older_key_back(client, office, account):
    """The form was loaded before the key was renewed, and is stored after it."""
    client.force_login(office.admin)
    form_page = AccountAdmin(Account, admin.site)
    seen = Account.objects.get(pk=account.pk)
    keys.keep_renewed(lease=keys.take_lease(account=account), grant=Grant("erneuert", "r2", 7_200))

    form_page.write(seen, AccountForm(instance=seen), change=True)

    account.refresh_from_db()
    assert (account.token, account.refresh_token, account.key_version) == ("erneuert", "r2", 1)
