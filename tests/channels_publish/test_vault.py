"""The vault: the platforms' keys are ciphertext wherever they lie."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from channels_publish import vault

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture(autouse=True)
def ring(settings):
    settings.TOKEN_KEYS = [OLD]
    return settings


def test_what_was_encrypted_is_opened_again():
    stored = vault.encrypt("x-geheim-äöü")
    assert (stored.startswith(vault.MARK), "geheim" in stored) == (True, False)
    assert vault.decrypt(stored) == "x-geheim-äöü"


def test_same_text_is_another_ciphertext_each_time():
    assert vault.encrypt("geheim") != vault.encrypt("geheim")


def test_nothing_stays_nothing():
    assert (vault.encrypt(""), vault.decrypt("")) == ("", "")


def test_what_carries_no_mark_is_given_back_as_it_is():
    assert vault.decrypt("EAA-from-before") == "EAA-from-before"


def test_newest_key_encrypts_and_older_ones_still_open(ring):
    stored = vault.encrypt("geheim")
    ring.TOKEN_KEYS = [NEW, OLD]
    assert vault.decrypt(stored) == "geheim"
    fresh = vault.encrypt("geheim")
    ring.TOKEN_KEYS = [NEW]
    assert (vault.decrypt(fresh), bool(vault.decrypt(stored))) == ("geheim", False)


def test_what_no_key_opens_is_empty_and_is_not_lost(ring):
    stored = vault.encrypt("geheim")
    ring.TOKEN_KEYS = [NEW]
    lost = vault.decrypt(stored)
    assert (lost, isinstance(lost, vault.Unreadable), vault.encrypt(lost)) == ("", True, stored)


@pytest.mark.parametrize("keys", [["zu kurz"], [OLD, "!"], []])
def test_bad_keys_are_named_without_being_shown(ring, keys):
    ring.TOKEN_KEYS = keys
    with pytest.raises(ImproperlyConfigured) as caught:
        vault.encrypt("geheim")
    assert "TOKEN_KEYS" in str(caught.value)
    assert "zu kurz" not in str(caught.value)
