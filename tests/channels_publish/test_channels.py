"""The one table of channels."""

import csv

import pytest
from django.conf import settings

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


def matrix() -> dict[str, dict[str, str]]:
    with (settings.BASE_DIR / "docs" / "channel-matrix.csv").open(encoding="utf-8", newline="") as file:
        return {row["channel"]: row for row in csv.DictReader(file, strict=True)}


def test_matrix_has_a_row_for_every_channel_and_no_empty_cell():
    rows = matrix()
    assert list(rows) == [kind.value for kind in Kind]
    assert [(kind, cell) for kind, row in rows.items() for cell, value in row.items() if not value] == []
    assert [kind for kind, row in rows.items() if None in row] == []


@pytest.mark.parametrize(("column", "able"), [("edit published", "correct"), ("withdraw published", "withdraw")])
def test_matrix_says_what_the_adapters_can(column, able):
    said = {kind for kind, row in matrix().items() if row[column].split()[0].rstrip(",;") != "no"}
    assert said == {kind for kind in Kind if able in adapter_class(kind).can}


def test_matrix_says_which_channels_can_be_read():
    said = {kind for kind, row in matrix().items() if row["what a person sees"].startswith("the ")}
    # Mail has no account to read: the page shows our own books instead.
    assert said == {kind for kind in Kind if adapter_class(kind).readable} | {Kind.PRESS}
