"""The one table of channels."""

import pytest

from channels_publish.adapters.base import Adapter, Credentials
from channels_publish.channels import CHANNELS, adapter_class, credentials
from channels_publish.enums import Kind
from channels_publish.models import Account


def test_every_kind_has_a_channel():
    assert list(CHANNELS) == list(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_adapter_is_of_its_kind(kind):
    adapter = adapter_class(kind)
    assert (adapter.kind, issubclass(adapter, Adapter)) == (kind, True)


def test_only_the_press_hears_before_the_embargo():
    assert [kind for kind, channel in CHANNELS.items() if channel.before_embargo] == [Kind.PRESS]


def test_credentials_come_from_the_account_alone():
    account = Account(
        kind=Kind.X,
        base_url="http://127.0.0.1:9/x/",
        remote_id="7",
        token="geheim",
        handle="stadt",
        options={"a": "b"},
    )
    assert credentials(account) == Credentials("http://127.0.0.1:9/x", "7", "geheim", {"handle": "stadt", "a": "b"})
    assert "geheim" not in repr(credentials(account))
