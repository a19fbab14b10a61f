"""A correction by mail: exactly the readers of the original, whatever became of the list since."""

import uuid

import pytest

from channels_publish.adapters.base import Amendment, Credentials, Post, Refused, TryLater, Unknown
from press.actions import lists
from press.adapter import PressAdapter
from press.enums import RecipientState as S
from press.models import Contact, DistributionList, Mailing, Membership, PressRelease
from tests.press.pdfs import failures, words
from tests.press.test_adapter import ANNA, BERT, CLARA, KEY, Handles, find, publish

STEP = "22222222-2222-4333-8444-555555555555"
NOTICE = "Die Anlage öffnet am Dienstag, nicht am Montag."


@pytest.fixture
def adapter(press_list, mailbox, settings):
    settings.PUBLIC_URL = "https://newsroom.example"
    return PressAdapter(Credentials(base_url="", account_id=str(press_list.pk), token=""))


@pytest.fixture
def corrected(make_post):
    """The corrected post of what ``KEY`` sent."""

    def make(kind: str = "correction", key: str = KEY, **facts) -> Post:
        number = PressRelease.objects.order_by("pk").first().number
        amendment = Amendment(kind, NOTICE, "2026-11-25", key, number, "", "2026-11-23")
        return make_post(text="Die Stadt hat am Dienstag die Grünanlage eröffnet.", amendments=(amendment,), **facts)

    return make


def states(key: str = STEP) -> dict[str, str]:
    return dict(Mailing.objects.get(delivery_key=uuid.UUID(key)).recipients.values_list("email", "state"))


def test_correction_goes_to_who_got_the_original_and_to_nobody_else(
    adapter, press_list, mailbox, make_post, corrected
):
    mailbox.rcpt[BERT] = "550 5.1.1 no such user"
    publish(adapter, make_post())
    mailbox.rcpt.clear()
    mailbox.mails.clear()
    Membership.objects.filter(contact__email=ANNA).delete()
    Contact.objects.filter(email=CLARA).update(active=False)
    lists.add_contact(name="Dora", email="dora@zeitung.example", by=None, lists=[press_list])

    receipt = publish(adapter, corrected(), key=STEP)

    assert sorted(mailbox.to()) == [ANNA, CLARA]
    step = Mailing.objects.get(delivery_key=STEP)
    assert (step.corrects.delivery_key, receipt.remote_id) == (uuid.UUID(KEY), step.release.number)
    assert states() == {ANNA: S.SENT, CLARA: S.SENT}


def test_unclear_mail_counts_as_arrived(adapter, mailbox, make_post, corrected):
    mailbox.cut[BERT] = "data"
    with pytest.raises(Unknown):
        publish(adapter, make_post())
    mailbox.cut.clear()
    mailbox.mails.clear()
    publish(adapter, corrected(), key=STEP)
    assert sorted(mailbox.to()) == [ANNA, BERT, CLARA]


def test_correction_is_a_numbered_release_that_says_so_everywhere(adapter, mailbox, make_post, corrected):
    publish(adapter, make_post())
    mailbox.mails.clear()
    publish(adapter, corrected(), key=STEP)

    first, second = PressRelease.objects.order_by("pk")
    head = f"Korrektur der Pressemitteilung Nr. {first.number} vom Montag, 23. November 2026"
    mail = mailbox.parsed()
    told = " ".join(mail.get_body(("plain",)).get_content().split())
    assert second.headline == mail["Subject"] == f"Korrektur: {first.headline}"
    assert f"{head}: {NOTICE}" in told
    assert head in mail.get_body(("html",)).get_content()
    pdf = second.pdf_bytes()
    assert failures(pdf) == []
    shown = " ".join(words(pdf).split())
    assert (f"Korrektur: {first.headline}" in shown, head in shown, NOTICE in shown) == (True, True, True)


def test_withdrawal_repeats_nothing_but_the_headline(adapter, mailbox, make_post, corrected):
    publish(adapter, make_post())
    mailbox.mails.clear()
    article = "https://newsroom.example/nachrichten/neue-gruenanlage/"
    back = corrected("withdrawal", html="", link=article)
    receipt = publish(adapter, Post(**{**_fields(back), "text": ""}), key=STEP)
    release = PressRelease.objects.order_by("pk").last()
    assert mailbox.parsed()["Subject"] == "Rücknahme: Neue Grünanlage am Rheinufer eröffnet"
    assert failures(release.pdf_bytes()) == []
    assert receipt.url == article


def _fields(post: Post) -> dict:
    return {name: getattr(post, name) for name in Post.__dataclass_fields__}


def test_lost_reply_sends_no_correction_twice(adapter, mailbox, make_post, corrected):
    publish(adapter, make_post())
    mailbox.mails.clear()
    with pytest.raises(Unknown):
        publish(adapter, corrected(), key=STEP, resume=Handles(good=2))
    assert find(adapter, corrected(), key=STEP) is None
    publish(adapter, corrected(), key=STEP)
    publish(adapter, corrected(), key=STEP)
    assert sorted(mailbox.to()) == [ANNA, BERT, CLARA]


def test_one_put_off_gets_the_correction_later(adapter, mailbox, make_post, corrected):
    publish(adapter, make_post())
    mailbox.mails.clear()
    mailbox.rcpt[ANNA] = "451 4.7.1 greylisted"
    with pytest.raises(TryLater):
        publish(adapter, corrected(), key=STEP)
    mailbox.rcpt.clear()
    publish(adapter, corrected(), key=STEP)
    assert sorted(mailbox.to()) == [ANNA, BERT, CLARA]


def test_original_that_is_not_in_the_books_is_refused(adapter, mailbox, make_post, corrected):
    publish(adapter, make_post())
    mailbox.mails.clear()
    with pytest.raises(Refused) as caught:
        publish(adapter, corrected(key="33333333-2222-4333-8444-555555555555"), key=STEP)
    assert (caught.value.code, mailbox.to()) == ("original_missing", [])


def test_two_lists_share_one_correction(adapter, settings, mailbox, make_post, corrected, press_list):
    account = press_list.account
    other_account = type(account).objects.create(kind="press", name="Fachpresse")
    other = lists.create_list(name="Fachpresse", account=other_account, by=None)
    lists.add_contact(name="Emil", email="emil@fachblatt.example", by=None, lists=[other])
    second = PressAdapter(Credentials(base_url="", account_id=str(other.pk), token=""))
    other_key, other_step = str(uuid.uuid4()), str(uuid.uuid4())
    publish(adapter, make_post())
    publish(second, make_post(), key=other_key)
    publish(adapter, corrected(), key=STEP)
    publish(second, corrected(key=other_key), key=other_step)
    assert DistributionList.objects.count() == PressRelease.objects.count() == 2
    assert states(other_step) == {"emil@fachblatt.example": S.SENT}
