"""Keys in the database: ciphertext in the rows and in dumps, plain in Python."""

import io
import json

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from channels_publish import vault
from channels_publish.actions import keys
from channels_publish.adapters.base import AccountProblem
from channels_publish.channels import credentials
from channels_publish.enums import Kind
from channels_publish.models import Account
from tests.factories import channels


def stored(account: Account) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, refresh_token FROM channels_publish_account WHERE id = %s", [account.pk])
        return cursor.fetchone()


@pytest.fixture
def account(db) -> Account:
    return channels.account(Kind.X, token="x-geheim", refresh_token="x-erneuern")


def test_rows_hold_ciphertext(account):
    assert ["geheim" in text or "erneuern" in text for text in stored(account)] == [False, False]
    assert all(text.startswith(vault.MARK) for text in stored(account))
    found = Account.objects.get()
    assert (found.token, found.refresh_token) == ("x-geheim", "x-erneuern")


def test_update_encrypts_as_save_does(account):
    Account.objects.update(token="x-neu")
    assert stored(account)[0].startswith(vault.MARK)
    assert Account.objects.get().token == "x-neu"


def test_emptiness_can_be_asked(account):
    empty = channels.account(Kind.FACEBOOK, token="")
    assert (Account.objects.get(token=""), stored(empty)) == (empty, ("", ""))
    assert Account.objects.exclude(refresh_token="").get() == account


def test_dump_holds_ciphertext_and_is_read_back(account, tmp_path):
    out = io.StringIO()
    call_command("dumpdata", "channels_publish.account", stdout=out)
    fields = json.loads(out.getvalue())[0]["fields"]
    assert (fields["token"].startswith(vault.MARK), "geheim" in out.getvalue()) == (True, False)
    path = tmp_path / "accounts.json"
    path.write_text(out.getvalue())
    Account.objects.all().delete()
    call_command("loaddata", str(path), verbosity=0)
    assert Account.objects.get().token == "x-geheim"


def test_lost_key_is_an_account_problem_and_survives_saving(account, settings):
    before, mine = stored(account), settings.TOKEN_KEYS
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    found = Account.objects.get()
    with pytest.raises(AccountProblem) as caught:
        credentials(found)
    found.save()
    assert (caught.value.code, found.key_unreadable, stored(account)) == ("token_unreadable", True, before)
    settings.TOKEN_KEYS = mine
    assert credentials(Account.objects.get()).token == "x-geheim"


def test_rotation_encrypts_under_the_newest_key(account, settings):
    old, new = settings.TOKEN_KEYS, [Fernet.generate_key().decode()]
    settings.TOKEN_KEYS = new + old
    out = io.StringIO()
    call_command("rotate_token_keys", stdout=out)
    settings.TOKEN_KEYS = new
    assert Account.objects.get().token == "x-geheim"
    assert out.getvalue().startswith("1 Konten neu verschlüsselt.")


def test_rotation_names_what_no_key_opens_and_leaves_it(account, settings):
    before = stored(account)
    channels.account(Kind.FACEBOOK)
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    assert (keys.reencrypt(), stored(account)) == ((0, 2), before)
