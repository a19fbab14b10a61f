"""From the question to the answer: four eyes, one mail, and nothing sent twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.models import AuditEvent
from press.actions import inquiries as actions
from press.enums import AnswerWay, InquiryState, RecipientState
from press.errors import Outdated
from press.models import Inquiry
from stories.actions import departments
from stories.errors import NotAllowed, WrongState
from stories.models import Topic
from tests.factories import people
from tests.factories.journalists import answered, inquiry, press_officer, released


def fresh(row: Inquiry) -> Inquiry:
    return Inquiry.objects.get(pk=row.pk)


def test_state_follows_from_what_happened(db, mailbox):
    row = inquiry()
    states = [row.state]
    row = answered(row)
    states.append(row.state)
    row = actions.release(inquiry=row, answer=row.answer, by=press_officer())
    states.append(row.state)
    states.append(actions.send(inquiry=row, by=people.editor()).state)
    assert states == [InquiryState.OPEN, InquiryState.WRITTEN, InquiryState.RELEASED, InquiryState.ANSWERED]


def test_who_answered_does_not_release_where_somebody_else_can(db):
    officer, _other = press_officer(), people.cvd()
    row = answered(inquiry(), by=officer)
    with pytest.raises(NotAllowed, match="Vier-Augen-Prinzip"):
        actions.release(inquiry=row, answer=row.answer, by=officer)


def test_only_officer_releases_alone(db):
    officer = press_officer()
    people.admin()
    row = answered(inquiry(by=officer), by=officer)
    assert actions.release(inquiry=row, answer=row.answer, by=officer).released_by == officer


def test_editor_and_administration_release_nothing(db):
    row = answered(inquiry())
    for person in (people.editor(), people.admin()):
        with pytest.raises(NotAllowed):
            actions.release(inquiry=row, answer=row.answer, by=person)


def test_new_wording_ends_the_release(db):
    row = answered(released(inquiry()), text="41 Linden.")
    assert (row.state, row.released_answer, row.answers.count()) == (InquiryState.WRITTEN, None, 2)


def test_same_wording_keeps_the_release(db):
    assert answered(released(inquiry()), text=" 40 Linden.\n").state == InquiryState.RELEASED


def test_release_of_an_older_wording_is_refused(db):
    row = answered(inquiry())
    seen = row.answer
    row = answered(row, text="41 Linden.")
    with pytest.raises(WrongState, match="neuere Fassung"):
        actions.release(inquiry=row, answer=seen, by=press_officer())


def test_mail_carries_answer_question_and_its_id(db, mailbox):
    row = actions.send(
        inquiry=released(inquiry(question="Wie viele?\nUnd wo?"), text="40 Linden für Ömer."), by=people.editor()
    )
    mail = mailbox.parsed()
    text = "\n".join(mail.get_content().splitlines())
    assert (mail["To"], mail["Message-ID"], mail["Auto-Submitted"]) == (row.email, row.message_id, None)
    assert row.message_id == f"<anfrage-{row.pk}-1@duesseldorf.example>"
    assert ("40 Linden für Ömer." in text, "> Wie viele?\n> Und wo?" in text) == (True, True)
    assert (max(mailbox.mails[0][2]) < 128, row.sent_way, row.mail_state) == (True, AnswerWay.MAIL, "sent")


def test_unreleased_answer_is_not_sent(db, mailbox):
    with pytest.raises(WrongState, match="noch nicht freigegeben"):
        actions.send(inquiry=answered(inquiry()), by=people.editor())
    assert mailbox.mails == []


def test_sent_answer_is_not_sent_again(db, mailbox):
    row = released(inquiry())
    actions.send(inquiry=row, by=people.editor())
    with pytest.raises(WrongState, match="schon erledigt"):
        actions.send(inquiry=row, by=people.editor())
    assert len(mailbox.mails) == 1


def test_refused_mail_leaves_the_inquiry_open_with_the_servers_words(db, mailbox):
    row = released(inquiry())
    mailbox.rcpt[row.email] = "550 5.1.1 unbekannt"
    row = actions.send(inquiry=row, by=people.editor())
    assert (row.sent_at, row.mail_state, row.mail_text) == (None, RecipientState.REFUSED, "550 5.1.1 unbekannt")


def test_cut_off_mail_waits_for_a_person(db, mailbox):
    row = released(inquiry())
    mailbox.cut[row.email] = "data"
    row = actions.send(inquiry=row, by=people.editor())
    assert (row.mail_unclear, row.sent_at) == (True, None)
    with pytest.raises(WrongState, match="schon unterwegs"):
        actions.send(inquiry=row, by=people.editor())
    with pytest.raises(WrongState, match="schon unterwegs"):
        answered(row, text="Etwas anderes.")
    assert actions.settle_unclear(inquiry=row, arrived=True, by=people.editor()).state == InquiryState.ANSWERED


def test_mail_that_did_not_arrive_may_go_again(db, mailbox):
    row = released(inquiry())
    mailbox.cut[row.email] = "data"
    row = actions.send(inquiry=row, by=people.editor())
    row = actions.settle_unclear(inquiry=row, arrived=False, by=people.editor())
    mailbox.cut.clear()
    assert actions.send(inquiry=row, by=people.editor()).state == InquiryState.ANSWERED
    assert [mailbox.parsed(index)["Message-ID"] for index in (0, 1)] == [row.message_id] * 2


def test_dead_mail_server_sends_nothing_and_says_so(db, mailbox, settings):
    settings.EMAIL_PORT = 9
    row = actions.send(inquiry=released(inquiry()), by=people.editor())
    assert (row.sent_at, row.mail_state, row.mail_unclear) == (None, RecipientState.LATER, False)


def test_answer_by_word_of_mouth(db):
    row = actions.told(inquiry=released(inquiry()), way=AnswerWay.PHONE, by=people.editor())
    assert (row.state, row.sent_way) == (InquiryState.ANSWERED, AnswerWay.PHONE)


def test_database_refuses_a_sent_answer_nobody_released(db):
    row = answered(inquiry())
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=row.pk).update(sent_at=timezone.now())


def test_second_save_of_the_same_version_is_refused(db):
    row, editor = inquiry(), people.editor()
    actions.save(inquiry=row, version=row.version, by=editor, notes="Ruft zurück.")
    with pytest.raises(Outdated):
        actions.save(inquiry=row, version=row.version, by=editor, notes="Anders.")
    assert fresh(row).notes == "Ruft zurück."


def test_department_is_asked_once(db):
    row, parks, editor = inquiry(), departments.ensure(name="Gartenamt", by=None), people.editor()
    first = actions.ask(inquiry=row, department=parks, by=editor)
    assert actions.ask(inquiry=row, department=parks, by=editor).asked_at == first.asked_at
    actions.department_answered(asked=first, by=editor)
    assert row.asked.get().answered_at is not None


def test_closing_wants_a_reason_and_can_be_undone(db):
    row, editor = inquiry(), people.editor()
    with pytest.raises(WrongState, match="warum"):
        actions.close(inquiry=row, reason=" ", by=editor)
    row = actions.close(inquiry=row, reason="Hat sich erledigt.", by=editor)
    assert (row.state, actions.reopen(inquiry=row, by=editor).state) == (InquiryState.CLOSED, InquiryState.OPEN)


def test_question_becomes_one_topic_that_does_not_tell_who_asked(db):
    row, editor = inquiry(), people.editor()
    topic = actions.make_topic(inquiry=row, by=editor)
    assert actions.make_topic(inquiry=row, by=editor) == topic == Topic.objects.get()
    assert "Rehbein" not in f"{topic.title}{topic.text}{topic.notes}"


def test_answer_becomes_one_story(db):
    row, editor = answered(inquiry(), text="40 Linden.\n\nAb Montag <heute>."), people.editor()
    story = actions.make_story(inquiry=row, by=editor)
    assert (story.body, actions.make_story(inquiry=row, by=editor).pk) == (
        "<p>40 Linden.</p>\n\n<p>Ab Montag &lt;heute&gt;.</p>", story.pk,
    )  # fmt: skip


def test_administration_takes_nothing_down(db):
    with pytest.raises(NotAllowed):
        inquiry(by=people.admin())


def test_trail_never_learns_who_asked(db, mailbox):
    row = actions.send(inquiry=released(inquiry()), by=people.editor())
    told = "".join(
        f"{event.target_label}{event.detail}" for event in AuditEvent.objects.filter(verb__startswith="press.")
    )
    assert (row.name in told, "ada@" in told) == (False, False)


def test_statistics_count_what_was_in_time(db):
    now = timezone.now()
    for deadline in (now + timedelta(hours=1), now - timedelta(minutes=1)):
        actions.told(inquiry=released(inquiry(deadline=deadline)), way=AnswerWay.PHONE, by=people.editor())
    inquiry()
    assert Inquiry.objects.in_time(now - timedelta(days=1)) == (2, 1)


def test_overdue_is_open_past_its_deadline(db):
    now = timezone.now()
    late = inquiry(deadline=now - timedelta(minutes=1))
    inquiry()
    actions.close(inquiry=inquiry(deadline=now - timedelta(days=1)), reason="Erledigt.", by=people.editor())
    assert list(Inquiry.objects.overdue(now)) == [late]
