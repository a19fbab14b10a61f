"""Whoever owns an account that was paused hears of it once, by a real mail server."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import accounts
from channels_publish.enums import Kind
from channels_publish.models import Account
from newsroom import account_mail
from newsroom.tasks import tell_owners
from people.models import AuditEvent
from tests.factories import channels, people
from tests.press.conftest import free_port

REASON = "Der Zugang ist abgelaufen."


@pytest.fixture
def mailbox(platforms, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.PUBLIC_URL = "https://newsroom.example"
    return platforms


def paused(**facts) -> Account:
    facts = {"owner": people.social(email="selma@stadt.example")} | facts
    return accounts.pause(account=channels.account(Kind.X, **facts), reason=REASON, by=None)


def mails(mailbox) -> list[dict]:
    return mailbox.wall()["mails"]


def test_owner_reads_what_happened_what_it_means_and_how_to_mend_it(mailbox, office):
    account = channels.account(Kind.X, owner=people.social(email="selma@stadt.example"))
    channels.approved(by=office.editor, at=timezone.now() + timedelta(days=3))
    accounts.pause(account=account, reason=REASON, by=None)
    tell_owners()
    (mail,) = mails(mailbox)
    assert (mail["to"], mail["subject"]) == (["selma@stadt.example"], "Konto angehalten: X: Stadt auf X")
    for words in (
        f"Was passiert ist: {REASON}", "1 Auslieferung wartet; die nächste ist für den", "„Neu verbinden“",
        f"https://newsroom.example/redaktion/konten/{account.pk}/",
    ):  # fmt: skip
        assert words in mail["text"]


def test_mail_is_sent_once_a_pause(mailbox):
    account = paused()
    tell_owners()
    tell_owners()
    account.refresh_from_db()
    assert (len(mails(mailbox)), account.owner_told_at is not None) == (1, True)
    assert AuditEvent.objects.get(verb="channels_publish.tell_owner").detail == {"to": ["selma@stadt.example"]}


def test_next_pause_is_told_again(mailbox):
    account = paused()
    tell_owners()
    accounts.resume(account=account, by=people.cvd())
    accounts.pause(account=account, reason="Schon wieder.", by=None)
    tell_owners()
    assert len(mails(mailbox)) == 2


def test_mail_server_that_is_down_is_asked_again(mailbox, settings):
    paused()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    tell_owners()
    assert (mails(mailbox), Account.objects.untold().count()) == ([], 1)
    settings.EMAIL_PORT = port
    tell_owners()
    assert (len(mails(mailbox)), Account.objects.untold().count()) == (1, 0)


def test_mail_server_that_refuses_is_asked_again(mailbox):
    paused()
    mailbox.fault(platform="smtp", kind="smtp_reply", code=451, text="4.7.1 Later", at="data")
    tell_owners()
    tell_owners()
    assert len(mails(mailbox)) == 1


def test_while_one_process_writes_the_others_do_not(mailbox):
    account = paused()
    assert accounts.take_telling(account=account) is True
    tell_owners()
    assert mails(mailbox) == []


@pytest.mark.parametrize("owner", [None, {"email": ""}, {"email": "weg@stadt.example", "is_active": False}])
def test_without_a_reachable_owner_those_who_may_mend_it_are_told(mailbox, owner):
    people.admin(email="anton@stadt.example")
    people.cvd(email="tobias@stadt.example")
    person = None
    if owner is not None:
        person = people.social(email=owner["email"])
        person.is_active = owner.get("is_active", True)
        person.save()
    paused(owner=person)
    tell_owners()
    assert [mail["to"] for mail in mails(mailbox)] == [["anton@stadt.example"]]


def test_nobody_to_tell_is_noted_and_not_tried_for_ever(mailbox, caplog):
    paused(owner=None)
    tell_owners()
    assert (mails(mailbox), Account.objects.untold().count()) == ([], 0)
    assert "nobody can be told" in caplog.text


def test_whoever_pauses_their_own_account_gets_no_mail(mailbox):
    owner = people.social(email="selma@stadt.example")
    accounts.pause(account=channels.account(Kind.X, owner=owner), reason="Umzug.", by=owner)
    tell_owners()
    assert mails(mailbox) == []


def test_owner_hears_when_somebody_else_paused_it(mailbox):
    owner = people.social(email="selma@stadt.example")
    accounts.pause(account=channels.account(Kind.X, owner=owner), reason="Umzug.", by=people.cvd())
    tell_owners()
    assert [mail["to"] for mail in mails(mailbox)] == [["selma@stadt.example"]]


@pytest.mark.parametrize(("kind", "words"), [
    (Kind.X, "„Neu verbinden“"), (Kind.WEBSITE, "Prüfen Sie in TYPO3 die Reaktion"), (Kind.PRESS, "Presseverteiler"),
])  # fmt: skip
def test_way_to_mend_it_depends_on_the_channel(db, kind, words):
    assert words in " ".join(account_mail.steps(channels.account(kind)))


def test_quiet_account_says_so(db):
    assert account_mail.meaning(channels.account(Kind.X)).startswith("Zurzeit ist für dieses Konto nichts geplant.")
