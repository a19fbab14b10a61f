"""The whole way of a delivery: release, PDF, mails, and what the ledger hears."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from channels_publish.adapters.base import (
    AccountProblem,
    Credentials,
    Health,
    Image,
    Receipt,
    Refused,
    TryLater,
    Unknown,
)
from people.models import AuditEvent
from press.actions import lists
from press.adapter import PressAdapter
from press.enums import RecipientState as S
from press.models import Contact, Mailing, PressRelease, Recipient
from tests.press.conftest import free_port
from tests.press.pdfs import failures

KEY = "11111111-2222-4333-8444-555555555555"
SINCE = datetime(2026, 11, 23, tzinfo=UTC)
ANNA, BERT, CLARA = (f"{name}@zeitung.example" for name in ("anna", "bert", "clara"))


class Handles:
    """The engine's side of ``resume``; loses the delivery after ``good`` mails."""

    def __init__(self, good: int = 1000) -> None:
        self.stored: dict[str, str] = {}
        self.good = good

    def get(self, name):
        return self.stored.get(name)

    def save(self, **handles):
        self.stored |= handles

    def confirm(self):
        if not self.good:
            raise Unknown("lost")
        self.good -= 1


@pytest.fixture
def adapter(press_list, mailbox, settings):
    settings.PUBLIC_URL = "https://newsroom.example"
    return PressAdapter(Credentials(base_url="", account_id=str(press_list.pk), token=""))


def publish(adapter, post, key=KEY, resume=None):
    return adapter.publish(post, key=key, resume=resume or Handles())


def find(adapter, post, key=KEY):
    return adapter.find(post, key=key, since=SINCE, resume=Handles())


def states():
    return dict(Recipient.objects.values_list("email", "state"))


def test_publish_mails_the_release_to_everybody(adapter, mailbox, make_post):
    receipt = publish(adapter, make_post())

    mailing = Mailing.objects.get()
    release = PressRelease.objects.get()
    assert receipt == Receipt(
        release.number,
        "https://newsroom.example/nachrichten/neue-gruenanlage/pressemitteilung.pdf",
        mailing.ended_at,
    )
    assert mailbox.to() == [ANNA, BERT, CLARA]
    assert states() == dict.fromkeys([ANNA, BERT, CLARA], S.SENT)
    pdfs = [next(iter(mailbox.parsed(n).iter_attachments())).get_content() for n in range(3)]
    assert pdfs == [release.pdf_bytes()] * 3
    assert failures(pdfs[0]) == []
    assert [mailbox.parsed(n)["To"] for n in range(3)] == [ANNA, BERT, CLARA]
    assert mailbox.parsed()["Message-ID"] == Recipient.objects.get(email=ANNA).message_id


def test_publish_leaves_an_audit_trail(adapter, make_post):
    AuditEvent.objects.all().delete()
    publish(adapter, make_post())
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "press.number_release",
        "press.make_pdf",
        "press.prepare",
        "press.send",
    ]


def test_publish_again_after_success_sends_nothing(adapter, mailbox, make_post):
    assert publish(adapter, make_post()) == publish(adapter, make_post())
    assert mailbox.to() == [ANNA, BERT, CLARA]


def test_publish_with_one_refused_for_good_is_done(adapter, mailbox, make_post):
    mailbox.rcpt[BERT] = "550 5.1.1 no such user"
    publish(adapter, make_post())
    assert states() == {ANNA: S.SENT, BERT: S.REFUSED, CLARA: S.SENT}
    bert = Recipient.objects.get(email=BERT)
    assert (bert.smtp_code, bert.smtp_text, bert.sent_at) == (550, "550 5.1.1 no such user", None)


def test_publish_with_one_put_off_serves_only_that_one_later(adapter, mailbox, make_post):
    mailbox.rcpt[ANNA] = "550 5.1.1 no such user"
    mailbox.rcpt[BERT] = "451 4.7.1 greylisted"
    with pytest.raises(TryLater) as caught:
        publish(adapter, make_post())
    assert (caught.value.code, caught.value.detail) == ("recipients_later", f"{BERT}: 451 4.7.1 greylisted")
    assert find(adapter, make_post()) is None

    mailbox.rcpt.clear()
    receipt = publish(adapter, make_post())

    assert mailbox.to() == [CLARA, BERT]
    assert Recipient.objects.get(email=BERT).tries == 2
    assert find(adapter, make_post()) == receipt


def test_publish_cut_after_the_text_is_unknown_and_never_repeated(adapter, mailbox, make_post):
    mailbox.cut[BERT] = "data"
    for _try in range(2):
        with pytest.raises(Unknown) as caught:
            publish(adapter, make_post())
        assert caught.value.code == "mail_unclear"
        with pytest.raises(Unknown):
            find(adapter, make_post())
    assert mailbox.to() == [ANNA, BERT, CLARA]
    assert states() == {ANNA: S.SENT, BERT: S.UNKNOWN, CLARA: S.SENT}


def test_publish_repeats_an_unclear_mail_once_on_a_persons_word(adapter, mailbox, make_post):
    mailbox.cut[BERT] = "data"
    with pytest.raises(Unknown):
        publish(adapter, make_post())
    mailbox.cut.clear()
    word = Handles()
    word.save(again="2026-11-23T10:00:00+01:00")

    assert publish(adapter, make_post(), resume=word).remote_id == PressRelease.objects.get().number
    assert publish(adapter, make_post(), resume=word).remote_id == PressRelease.objects.get().number
    assert mailbox.to() == [ANNA, BERT, CLARA, BERT]
    assert states() == {ANNA: S.SENT, BERT: S.SENT, CLARA: S.SENT}


def test_publish_with_one_unclear_and_one_put_off_serves_the_latter_first(adapter, mailbox, make_post):
    mailbox.cut[ANNA], mailbox.rcpt[BERT] = "data", "451 4.7.1 greylisted"
    with pytest.raises(TryLater):
        publish(adapter, make_post())
    assert find(adapter, make_post()) is None
    mailbox.rcpt.clear()
    with pytest.raises(Unknown):
        publish(adapter, make_post())
    assert mailbox.to() == [ANNA, CLARA, BERT]


def test_publish_refused_by_all_is_refused(adapter, mailbox, make_post):
    mailbox.rcpt.update(dict.fromkeys([ANNA, BERT, CLARA], "550 5.7.1 blocked"))
    with pytest.raises(Refused) as caught:
        publish(adapter, make_post())
    assert caught.value.code == "all_recipients_refused"
    assert find(adapter, make_post()) is None


def test_publish_after_all_refused_takes_the_mended_list(adapter, mailbox, make_post, press_list):
    mailbox.rcpt.update(dict.fromkeys([ANNA, BERT, CLARA], "550 5.7.1 blocked"))
    with pytest.raises(Refused):
        publish(adapter, make_post())
    lists.add_contact(name="Dora", email="dora@zeitung.example", by=None, lists=[press_list])
    publish(adapter, make_post())
    assert mailbox.to() == ["dora@zeitung.example"]


def test_publish_without_mail_server_tries_later_and_sends_nothing(adapter, mailbox, settings, make_post):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    with pytest.raises(TryLater) as caught:
        publish(adapter, make_post())
    assert caught.value.code == "platform_down"
    assert set(states().values()) == {S.LATER, S.PENDING}
    settings.EMAIL_PORT = port
    publish(adapter, make_post())
    assert mailbox.to() == [BERT, CLARA, ANNA]  # who has had no try yet comes first


def test_publish_with_forbidden_sender_is_an_account_problem(adapter, mailbox, make_post):
    mailbox.mail_from = "553 5.7.1 sender not allowed"
    with pytest.raises(AccountProblem) as caught:
        publish(adapter, make_post())
    assert (caught.value.code, caught.value.detail) == ("mail_login", "553 5.7.1 sender not allowed")
    assert S.SENT not in states().values()


def test_publish_to_empty_list_is_an_account_problem(adapter, make_post):
    Contact.objects.update(active=False)
    with pytest.raises(AccountProblem, match="empty_list"):
        publish(adapter, make_post())
    assert PressRelease.objects.count() == 0


@pytest.mark.parametrize("number", ["99999", "", "abc", "²"])
def test_publish_to_unknown_list_is_an_account_problem(adapter, make_post, number):
    with pytest.raises(AccountProblem, match="unknown_list"):
        publish(PressAdapter(Credentials(base_url="", account_id=number, token="")), make_post())


def test_publish_skips_contacts_that_want_no_mail(adapter, mailbox, make_post):
    Contact.objects.filter(email=BERT).update(active=False)
    publish(adapter, make_post())
    assert mailbox.to() == [ANNA, CLARA]


def test_publish_that_loses_the_delivery_stops_before_the_next_mail(adapter, mailbox, make_post):
    with pytest.raises(Unknown):
        publish(adapter, make_post(), resume=Handles(good=1))
    assert mailbox.to() == [ANNA]
    assert states() == {ANNA: S.SENT, BERT: S.PENDING, CLARA: S.PENDING}


def test_publish_after_a_killed_worker_repeats_nothing(adapter, mailbox, make_post):
    with pytest.raises(Unknown):
        publish(adapter, make_post(), resume=Handles(good=1))
    Recipient.objects.filter(email=BERT).update(state=S.SENDING, run=uuid.uuid4())
    with pytest.raises(Unknown) as caught:
        publish(adapter, make_post())
    assert caught.value.code == "mail_unclear"
    assert mailbox.to() == [ANNA, CLARA]
    assert states() == {ANNA: S.SENT, BERT: S.UNKNOWN, CLARA: S.SENT}


def test_publish_of_title_with_line_break_is_refused(adapter, mailbox, make_post):
    with pytest.raises(Refused, match="header_line_break: title"):
        publish(adapter, make_post(title="Titel\r\nBcc: alle@x.example"))
    assert mailbox.to() == []


def test_publish_with_unreadable_picture_is_refused(adapter, mailbox, make_post, make_image, tmp_path):
    image = make_image()
    (tmp_path / "bild.jpg").unlink()
    with pytest.raises(Refused, match="pdf_failed"):
        publish(adapter, make_post(images=(image,)))
    assert mailbox.to() == []


def test_publish_of_another_text_after_the_first_mail_is_refused(adapter, mailbox, make_post):
    publish(adapter, make_post())
    with pytest.raises(Refused, match="content_changed"):
        publish(adapter, make_post(title="Anders"))
    assert len(mailbox.to()) == 3


def test_publish_of_another_text_before_the_first_mail_starts_over(adapter, mailbox, make_post):
    mailbox.rcpt.update(dict.fromkeys([ANNA, BERT, CLARA], "451 later"))
    with pytest.raises(TryLater):
        publish(adapter, make_post())
    mailbox.rcpt.clear()
    publish(adapter, make_post(title="Anders"))
    assert {mailbox.parsed(n)["Subject"] for n in range(3)} == {"Pressemitteilung: Anders"}


def test_find_before_publish_finds_nothing(adapter, make_post):
    assert find(adapter, make_post()) is None


def test_find_while_a_worker_sends_is_unknown(adapter, make_post):
    publish(adapter, make_post())
    Recipient.objects.filter(email=BERT).update(state=S.SENDING)
    with pytest.raises(Unknown):
        find(adapter, make_post())


def test_permalink_of_the_account_replaces_the_address(press_list, mailbox, make_post):
    options = {"permalink": "https://www.duesseldorf.example/medien/{slug}"}
    adapter = PressAdapter(Credentials(base_url="", account_id=str(press_list.pk), token="", options=options))
    assert publish(adapter, make_post()).url == "https://www.duesseldorf.example/medien/neue-gruenanlage"


def test_check_of_working_account_is_well(adapter):
    assert adapter.check() == Health(ok=True, message="250 OK")


def test_check_names_what_is_wrong(adapter, mailbox, settings):
    Contact.objects.update(active=False)
    assert adapter.check() == Health(ok=False, message="empty_list", code="empty_list")


def test_check_of_a_silent_relay_says_nothing_about_the_list(adapter, mailbox, settings):
    settings.EMAIL_PORT = free_port()
    with pytest.raises(TryLater) as caught:
        adapter.check()
    assert caught.value.code == "platform_down"


def test_prove_makes_the_file_and_keeps_nothing(db, make_post):
    assert PressAdapter.prove(make_post()) == ()
    assert (PressRelease.objects.count(), Mailing.objects.count()) == (0, 0)


def test_prove_says_what_the_pdf_fails_on(make_post, tmp_path):
    broken = tmp_path / "bild.jpg"
    broken.write_bytes(b"\xff\xd8 kein Bild")
    post = make_post()
    image = Image("bild.jpg", str(broken), "", "image/jpeg", 1, 1, 9, "x", alt="Bild", credit="Stadt")
    (problem,) = PressAdapter.prove(replace(post, images=(image,)))
    assert (problem.code, "bild.jpg" in str(problem.values["detail"])) == ("pdf_not_accessible", True)
