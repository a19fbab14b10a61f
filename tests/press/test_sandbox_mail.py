"""The same delivery through the sandbox's own mail server."""

import pytest

from channels_publish.adapters.base import Credentials, TryLater, Unknown
from press.adapter import PressAdapter
from press.models import Recipient
from tests.press.test_adapter import KEY, Handles


@pytest.fixture
def adapter(press_list, sandbox, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sandbox.smtp_port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = "", False, 5
    return PressAdapter(Credentials(base_url="", account_id=str(press_list.pk), token=""))


def publish(adapter, post):
    return adapter.publish(post, key=KEY, resume=Handles())


def test_sandbox_receives_every_mail(adapter, sandbox, make_post):
    publish(adapter, make_post())
    assert len(sandbox.wall()["mails"]) == 3


def test_sandbox_that_puts_one_off_gets_only_that_one_again(adapter, sandbox, make_post):
    sandbox.fault(platform="smtp", kind="smtp_reply", code=451, text="4.7.1 greylisted", recipient="bert", at="rcpt")
    with pytest.raises(TryLater):
        publish(adapter, make_post())
    assert len(sandbox.wall()["mails"]) == 2
    publish(adapter, make_post())
    assert len(sandbox.wall()["mails"]) == 3


def test_sandbox_that_hangs_up_after_the_text_gets_no_second_copy(adapter, sandbox, make_post):
    sandbox.fault(platform="smtp", kind="smtp_drop_after_data")
    for _try in range(2):
        with pytest.raises(Unknown):
            publish(adapter, make_post())
    assert len(sandbox.wall()["mails"]) == 3
    assert sorted(Recipient.objects.values_list("state", flat=True)) == ["sent", "sent", "unknown"]
