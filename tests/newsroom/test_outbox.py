from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from channels_publish.actions import accounts
from channels_publish.enums import Kind, State
from channels_publish.models import Delivery, WorkerBeat
from newsroom import outbox
from press.actions import lists
from press.enums import RecipientState
from press.models import Mailing, PressRelease
from stories.actions import stories as actions
from tests.factories import channels, ledger
from tests.factories.crises import crisis_on


@pytest.fixture
def delivery(office) -> Delivery:
    channels.account(Kind.X)
    return channels.delivery(channels.approved(by=office.editor))


def may(row: outbox.Row) -> set[str]:
    return {name for name in ("decide", "retry", "cancel", "resume", "review") if getattr(row, name)}


@pytest.mark.parametrize(
    ("state", "facts", "allowed"),
    [
        (State.DUE, {"tries": 0}, {"cancel"}),
        (State.DUE, {"tries": 2, "code": "rate_limit"}, {"cancel", "retry"}),
        (State.SENDING, {}, set()),
        (State.SENT, {}, set()),
        (State.REFUSED, {"code": "rejected"}, {"cancel", "retry"}),
        (State.ACCOUNT, {"code": "token_expired"}, {"cancel", "retry"}),
        (State.UNKNOWN, {"code": "reply_lost"}, set()),
        (State.UNKNOWN, {"needs_person": True}, {"decide"}),
        (State.HELD, {"code": "seal_broken"}, {"cancel", "review"}),
        (State.CANCELLED, {}, set()),
    ],
)
def test_row_offers_only_what_the_state_allows(delivery, office, state, facts, allowed):
    ledger.put(delivery, state, **facts)

    assert may(outbox.row(delivery, office.cvd)) == allowed


def test_row_offers_nothing_that_decides_to_people_without_the_right(delivery, office):
    ledger.put(delivery, State.UNKNOWN, needs_person=True)

    assert may(outbox.row(delivery, office.editor)) == set()


def test_row_of_a_paused_account_offers_to_resume_instead_of_retry(delivery, office):
    ledger.put(delivery, State.ACCOUNT, code="token_expired")
    delivery.account = accounts.pause(account=delivery.account, reason="Token abgelaufen.", by=None)

    assert may(outbox.row(delivery, office.cvd)) == {"cancel", "resume"}
    assert may(outbox.row(delivery, office.admin)) == {"resume"}


def test_row_never_sends_a_planned_post_before_its_time(delivery, office):
    ledger.put(delivery, State.DUE, tries=1, slot=timezone.now() + timedelta(hours=1))

    assert outbox.row(delivery, office.cvd).retry is False


@pytest.mark.parametrize(
    ("state", "facts", "said"),
    [
        (State.SENT, {}, ""),
        (State.SENDING, {}, "Die Übertragung läuft."),
        (State.UNKNOWN, {}, outbox.READING_BACK),
        (
            State.UNKNOWN,
            {"needs_person": True, "code": "reply_lost"},
            f"Die Verbindung riss nach dem Senden ab. {outbox.DECIDE}",
        ),
        (State.UNKNOWN, {"needs_person": True}, outbox.DECIDE),
        (
            State.UNKNOWN,
            {"needs_person": True, "code": "cannot_tell"},
            "Die Plattform kann nicht sagen, ob der Beitrag online ist. Bitte sehen Sie dort nach und entscheiden Sie.",
        ),
        (State.HELD, {}, outbox.WITHOUT_CODE[State.HELD]),
        (State.DUE, {"tries": 0}, ""),
    ],
)
def test_message_says_what_happened(delivery, state, facts, said):
    assert outbox.message(ledger.put(delivery, state, **facts)) == said


def test_message_of_a_waiting_row_names_the_paused_account(delivery):
    delivery.account = accounts.pause(account=delivery.account, reason="Token abgelaufen.", by=None)

    assert outbox.message(delivery) == "Wartet, denn das Konto ist angehalten. Token abgelaufen."


def test_message_of_a_row_tried_before_names_the_next_try(delivery):
    ledger.put(delivery, State.DUE, code="rate_limit", due_at=datetime(2130, 5, 1, 8, 30, 5, tzinfo=UTC))
    assert outbox.message(delivery).endswith("Nächster Versuch: Mo., 1.5.2130, 10:30 Uhr.")

    soon = timezone.now() + timedelta(seconds=90)
    ledger.put(delivery, State.DUE, code="rate_limit", due_at=soon)
    assert outbox.message(delivery).endswith(f"Nächster Versuch: {timezone.localtime(soon):%H:%M:%S} Uhr.")


def test_message_of_an_overdue_row_says_that_it_waits(delivery):
    ledger.put(delivery, State.DUE, tries=0, slot=timezone.now() - timedelta(minutes=5))

    assert outbox.message(delivery).endswith("hinausgehen und wartet noch auf einen Zusteller.")


@pytest.mark.parametrize(
    ("states", "summary"),
    [
        ([State.SENT, State.SENT, State.SENT], "3 von 3 gesendet"),
        ([State.SENT, State.DUE, State.CANCELLED], "1 von 2 gesendet"),
        ([State.SENT, State.REFUSED, State.DUE], "1 von 3 gesendet, 1 braucht Aufmerksamkeit"),
        ([State.HELD, State.REFUSED, State.DUE], "0 von 3 gesendet, 2 brauchen Aufmerksamkeit"),
    ],
)
def test_progress_counts(office, states, summary):
    for number in range(3):
        channels.account(Kind.X, name=f"Konto {number}")
    story = channels.approved(by=office.editor)
    rows = list(Delivery.objects.filter(rendition__story=story))
    for row, state in zip(rows, states, strict=True):
        ledger.put(row, state)

    assert outbox.progress(rows).summary == summary


@pytest.mark.parametrize(
    ("state", "facts", "poll"),
    [
        (State.DUE, {}, 1),
        (State.DUE, {"due_at": datetime(2090, 1, 1, tzinfo=UTC)}, 20),
        (State.SENDING, {}, 1),
        (State.UNKNOWN, {}, 1),
        (State.UNKNOWN, {"needs_person": True}, 0),
        (State.SENT, {}, 0),
        (State.REFUSED, {}, 0),
    ],
)
def test_progress_asks_again_only_while_something_moves(delivery, state, facts, poll):
    assert outbox.progress([ledger.put(delivery, state, **facts)]).poll == poll


def test_progress_does_not_wait_for_a_paused_account(delivery):
    delivery.account = accounts.pause(account=delivery.account, reason="", by=None)

    assert outbox.progress([delivery]).poll == 0


@pytest.mark.parametrize(("age", "alive"), [(1, True), (14, True), (20, False)])
def test_worker_alive_wants_a_recent_sign_of_life(db, age, alive):
    WorkerBeat.objects.create(name="w", seen_at=timezone.now() - timedelta(seconds=age))

    assert outbox.worker_alive() is alive


def test_due_row_of_a_story_that_lost_its_approval_says_so_and_does_not_move(delivery, office):
    story = delivery.rendition.story
    actions.save(story=story, version=story.version, by=office.editor, headline="Anders")
    delivery = Delivery.objects.select_related("account", "rendition__story").get(pk=delivery.pk)

    assert delivery.state == State.DUE
    assert outbox.message(delivery) == (
        "Der Beitrag wurde nach der Freigabe geändert. Er geht erst nach neuer Abnahme hinaus."
    )
    assert may(outbox.row(delivery, office.cvd)) == {"cancel", "review"}
    assert outbox.progress([delivery]).poll == 0
    assert list(Delivery.objects.going_out()) == []


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        ((), ""),
        (("a@x.example",), "Eine Adresse hat die Mail abgelehnt: a@x.example. Die Pressestelle sollte sie prüfen."),
        (
            ("a@x.example", "b@x.example"),
            "2 Adressen haben die Mail abgelehnt: a@x.example, b@x.example. Die Pressestelle sollte sie prüfen.",
        ),
    ],
)
def test_rows_name_the_addresses_that_turned_the_mail_away(office, addresses, said):
    account = channels.account(Kind.PRESS)
    press_list = lists.create_list(name="Lokal", account=account, by=None)
    delivery = ledger.put(channels.delivery(channels.approved(by=office.editor)), State.SENT)
    release = PressRelease.objects.create(day=timezone.localdate(), serial=1, headline="Bäume", sha256="0" * 64)
    mailing = Mailing.objects.create(delivery_key=delivery.pk, release=release, list=press_list)
    for number, address in enumerate(addresses):
        mailing.recipients.create(email=address, state=RecipientState.REFUSED, message_id=f"<{number}@x.example>")

    assert [row.message for row in outbox.rows([delivery], office.cvd)] == [said]


HELD = "Angehalten durch den Krisenmodus. Es geht erst hinaus, wenn der Chef vom Dienst es einzeln freigibt."
ALSO = "Bis zur Freigabe durch den Chef vom Dienst hält der Krisenmodus alles Weitere an."


@pytest.mark.parametrize(
    ("state", "facts", "said", "allowed"),
    [
        (State.DUE, {"tries": 0}, HELD, {"cancel", "release"}),
        (State.DUE, {"tries": 1, "code": "crisis"}, HELD, {"cancel", "release"}),
        (
            State.REFUSED,
            {"code": "link_rejected"},
            f"Die Plattform hat den Link abgelehnt. Prüfen Sie die Adresse. {ALSO}",
            {"cancel", "release"},
        ),
        (State.HELD, {}, f"{outbox.WITHOUT_CODE[State.HELD]} {ALSO}", {"cancel", "review", "release"}),
        (State.SENDING, {}, f"Die Übertragung läuft. {ALSO}", {"release"}),
        (State.SENT, {}, "", set()),
        (State.CANCELLED, {}, "", set()),
    ],
)
def test_row_held_by_a_crisis_says_so_and_waits_for_a_release(delivery, office, state, facts, said, allowed):
    ledger.put(delivery, state, held_by=crisis_on(by=office.cvd), **facts)

    row = outbox.row(delivery, office.cvd)

    assert (row.message, may(row) | ({"release"} if row.release else set())) == (said, allowed)
    assert outbox.row(delivery, office.social).release is False


def test_row_held_by_a_crisis_does_not_move(delivery, office):
    ledger.put(delivery, State.DUE, tries=0, held_by=crisis_on(by=office.cvd))

    assert outbox.progress([delivery]).poll == 0


def test_row_held_by_a_crisis_whose_story_changed_says_both(delivery, office):
    crisis_on(by=office.cvd)
    story = delivery.rendition.story
    actions.save(story=story, version=story.version, by=office.editor, headline="Anders")
    delivery = Delivery.objects.select_related("account", "rendition__story").get(pk=delivery.pk)

    assert outbox.message(delivery) == (
        f"{HELD} Außerdem wurde der Beitrag nach der Freigabe geändert und braucht eine neue Abnahme."
    )
