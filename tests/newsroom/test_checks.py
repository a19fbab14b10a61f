"""The settings of the delivery, and what Django says when they contradict each other."""

import pytest
from django.core import checks

from channels_publish.actions import fencing
from channels_publish.channels import credentials
from channels_publish.models import Account
from newsroom.checks import delivery_times


@pytest.fixture(autouse=True)
def sound(settings):
    settings.PLATFORM_TIMEOUT_SECONDS, settings.EMAIL_TIMEOUT = 30.0, 20.0
    settings.DELIVERY_SETTLE_SECONDS, settings.DELIVERY_LEASE_SECONDS = 45.0, 120.0
    settings.DELIVERY_BACKOFF_SECONDS = 5.0


def codes() -> list[str]:
    return [message.id for message in delivery_times()]


def test_defaults_are_sound():
    assert codes() == []


def test_django_asks_at_every_start(settings):
    settings.DELIVERY_SETTLE_SECONDS = 30.0
    assert [message.id for message in checks.run_checks() if message.id.startswith("newsroom.")] == ["newsroom.E001"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DELIVERY_SETTLE_SECONDS", 30.0, "newsroom.E001"),
        ("PLATFORM_TIMEOUT_SECONDS", 45.0, "newsroom.E001"),
        ("EMAIL_TIMEOUT", 50.0, "newsroom.E001"),
        ("DELIVERY_LEASE_SECONDS", 59.0, "newsroom.E002"),
        ("DELIVERY_BACKOFF_SECONDS", 0.0, "newsroom.E003"),
    ],
)
def test_times_that_contradict_each_other_are_refused(settings, name, value, code):
    setattr(settings, name, value)
    assert codes() == [code]


def test_settings_reach_adapter_and_claim(settings):
    settings.PLATFORM_TIMEOUT_SECONDS, settings.DELIVERY_LEASE_SECONDS = 7.0, 90.0
    assert credentials(Account(kind="x")).timeout == 7.0
    assert fencing.lease().total_seconds() == 90.0
