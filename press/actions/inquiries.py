"""Every write to an inquiry: it is taken down, departments are asked, an answer is written, released and told."""

from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.html import linebreaks

from people import audit
from people.models import User
from press import posting, rules
from press.addresses import normalise
from press.enums import AnswerWay, RecipientState
from press.errors import Outdated
from press.models import AskedDepartment, Inquiry, InquiryAnswer
from stories.actions import stories, topics
from stories.errors import NotAllowed, WrongState
from stories.fields import assign
from stories.models import Department, Story, Topic

FIELDS: Final = frozenset(
    {"contact", "name", "outlet", "email", "phone", "question", "channel", "received_at", "deadline", "owner", "notes"}
)
# A mail in one of these states may still arrive or has arrived: it is never handed over again by itself.
TRIED: Final = (RecipientState.SENDING, RecipientState.SENT, RecipientState.UNKNOWN)
TEXT: Final = """Guten Tag,

zu Ihrer Anfrage vom {day}:

{answer}

Ihre Frage war:
{question}

Mit freundlichen Grüßen
{office}, Stadt {city}
"""


@transaction.atomic
def create(*, by: User, **fields: Any) -> Inquiry:
    """Take down what a journalist asked. Raises NotAllowed, BadAddress."""
    refuse_strangers(by)
    inquiry = Inquiry(created_by=by)
    _assign(inquiry, fields)
    inquiry.save()
    audit.record(by=by, verb="press.create_inquiry", target=inquiry)
    return inquiry


@transaction.atomic
def save(*, inquiry: Inquiry, version: int, by: User, **fields: Any) -> Inquiry:
    """Store the form; ``version`` is the one the person started from. Raises Outdated, NotAllowed, BadAddress."""
    inquiry = _lock(inquiry, by)
    if inquiry.version != version:
        raise Outdated
    changed = _assign(inquiry, fields)
    return _store(inquiry, by, "press.save_inquiry", fields=changed) if changed else inquiry


@transaction.atomic
def take(*, inquiry: Inquiry, by: User) -> Inquiry:
    """The person sees to it. Raises NotAllowed."""
    inquiry = _lock(inquiry, by)
    inquiry.owner = by
    return _store(inquiry, by, "press.take_inquiry")


@transaction.atomic
def ask(*, inquiry: Inquiry, department: Department, by: User) -> AskedDepartment:
    """Note that a department was asked now; asked once more, the first time stays. Raises NotAllowed, WrongState."""
    inquiry = _open(inquiry, by)
    row, new = AskedDepartment.objects.get_or_create(inquiry=inquiry, department=department, defaults={"asked_by": by})
    if new:
        audit.record(by=by, verb="press.ask_department", target=inquiry, department=department.name)
    return row


@transaction.atomic
def department_answered(*, asked: AskedDepartment, by: User) -> AskedDepartment:
    """Note that the department gave its facts. Raises NotAllowed."""
    inquiry = _lock(asked.inquiry, by)
    asked = AskedDepartment.objects.select_related("department").get(pk=asked.pk)
    if asked.answered_at is None:
        asked.answered_at = timezone.now()
        asked.save(update_fields=["answered_at"])
        audit.record(by=by, verb="press.department_answered", target=inquiry, department=asked.department.name)
    return asked


@transaction.atomic
def write_answer(*, inquiry: Inquiry, text: str, by: User, version: int) -> Inquiry:
    """A new wording; a release of the one before ends with it. The same text again changes nothing.

    Raises Outdated, NotAllowed, WrongState for an empty text, a finished inquiry or a mail that is under way.
    """
    inquiry = _open(inquiry, by)
    if inquiry.version != version:
        raise Outdated
    if inquiry.mail_unclear:
        raise WrongState("Die Antwort ist schon unterwegs. Klären Sie zuerst, ob die Mail angekommen ist.")
    text = text.strip()
    if not text:
        raise WrongState("Die Antwort ist leer. Schreiben Sie ein paar Worte, dann lässt sie sich speichern.")
    if inquiry.answer and inquiry.answer.text == text:
        return inquiry
    number = inquiry.answers.count() + 1
    inquiry.released_answer = inquiry.released_at = inquiry.released_by = None
    inquiry.answer = InquiryAnswer.objects.create(inquiry=inquiry, number=number, text=text, by=by)
    inquiry.mail_state = inquiry.mail_text = ""
    return _store(inquiry, by, "press.write_answer", number=number)


@transaction.atomic
def release(*, inquiry: Inquiry, answer: InquiryAnswer, by: User) -> Inquiry:
    """A second person releases the wording they saw. Raises NotAllowed, WrongState where a newer one is there."""
    inquiry = _lock(inquiry, by)
    if sentence := rules.why_not_release(by, inquiry):
        raise NotAllowed(sentence)
    if inquiry.answer_id != answer.pk:
        raise WrongState("Inzwischen gibt es eine neuere Fassung der Antwort. Bitte lesen Sie sie zuerst.")
    inquiry.released_answer, inquiry.released_by, inquiry.released_at = answer, by, timezone.now()
    return _store(inquiry, by, "press.release_answer", number=answer.number)


def send(*, inquiry: Inquiry, by: User) -> Inquiry:
    """Mail the released answer. The claim is committed before the mail server is called, so nobody sends it twice;
    what was cut off stays unclear until a person finds out.

    Raises NotAllowed, and WrongState where nothing may go out, or with the mail server's words.
    """
    inquiry = _claim(inquiry, by)
    answer = inquiry.released_answer
    assert answer is not None
    outcome = posting.hand_over(_letter(inquiry, answer))
    return _settle(inquiry, by, outcome.state, outcome.text)


@transaction.atomic
def told(*, inquiry: Inquiry, way: AnswerWay, by: User) -> Inquiry:
    """The released answer was given by word of mouth. Raises NotAllowed, WrongState."""
    inquiry = _released(inquiry, by)
    if inquiry.mail_unclear:
        raise WrongState("Die Antwort ist schon per Mail unterwegs. Klären Sie zuerst, ob sie angekommen ist.")
    inquiry.sent_at, inquiry.sent_by, inquiry.sent_way = timezone.now(), by, way
    return _store(inquiry, by, "press.tell_answer", way=way)


@transaction.atomic
def settle_unclear(*, inquiry: Inquiry, arrived: bool, by: User) -> Inquiry:
    """A person found out whether a mail that was cut off has arrived. Raises NotAllowed, WrongState."""
    inquiry = _released(inquiry, by)
    if not inquiry.mail_unclear:
        raise WrongState("Hier ist nichts mehr zu klären. Laden Sie die Seite neu.")
    if arrived:
        inquiry.sent_at, inquiry.sent_by, inquiry.sent_way = timezone.now(), by, AnswerWay.MAIL
        inquiry.mail_state = RecipientState.SENT
    else:
        inquiry.mail_state = RecipientState.LATER
    return _store(inquiry, by, "press.settle_answer", arrived=arrived)


@transaction.atomic
def close(*, inquiry: Inquiry, reason: str, by: User) -> Inquiry:
    """Nobody waits for an answer any more. Raises NotAllowed, WrongState without a reason."""
    inquiry = _open(inquiry, by)
    if not reason.strip():
        raise WrongState("Bitte schreiben Sie dazu, warum die Anfrage keine Antwort braucht.")
    inquiry.closed_at, inquiry.closed_reason = timezone.now(), " ".join(reason.split())[:250]
    return _store(inquiry, by, "press.close_inquiry", reason=inquiry.closed_reason)


@transaction.atomic
def reopen(*, inquiry: Inquiry, by: User) -> Inquiry:
    """It was closed too early. Raises NotAllowed."""
    inquiry = _lock(inquiry, by)
    if inquiry.closed_at is None:
        return inquiry
    inquiry.closed_at, inquiry.closed_reason = None, ""
    return _store(inquiry, by, "press.reopen_inquiry")


@transaction.atomic
def make_topic(*, inquiry: Inquiry, by: User) -> Topic:
    """The question becomes a topic of the board; a second click opens it. Who asked stays here. Raises NotAllowed."""
    inquiry = _lock(inquiry, by)
    if inquiry.topic:
        return inquiry.topic
    html = linebreaks(inquiry.question, autoescape=True)
    title = inquiry.short[:250]
    inquiry.topic = topics.create(by=by, title=title, text=html, owner=by, notes=f"Aus {inquiry}.")
    _store(inquiry, by, "press.make_topic", topic=inquiry.topic.pk)
    return inquiry.topic


@transaction.atomic
def make_story(*, inquiry: Inquiry, by: User) -> Story:
    """The answer becomes the draft of a story, so that everybody learns what one was told; a second click opens it.

    LPresseG NRW § 4: the press is informed alike. Raises NotAllowed, WrongState without an answer.
    """
    inquiry = _lock(inquiry, by)
    if inquiry.story:
        return inquiry.story
    if inquiry.answer is None:
        raise WrongState("Noch ist keine Antwort geschrieben, aus der ein Beitrag werden könnte.")
    body = linebreaks(inquiry.answer.text, autoescape=True)
    inquiry.story = stories.create(by=by, headline=inquiry.short[:250], body=body, topic=inquiry.topic)
    _store(inquiry, by, "press.make_story", story=inquiry.story.pk)
    return inquiry.story


def refuse_strangers(by: User) -> None:
    """Raises NotAllowed without the right to write."""
    if not rules.may_handle(by):
        raise NotAllowed("Presseanfragen bearbeitet nur, wer schreiben darf. Bitten Sie die Administration darum.")


@transaction.atomic
def _claim(inquiry: Inquiry, by: User) -> Inquiry:
    inquiry = _released(inquiry, by)
    if not inquiry.email:
        raise WrongState("Zu dieser Anfrage ist keine E-Mail-Adresse notiert. Tragen Sie sie ein, oder rufen Sie an.")
    if inquiry.mail_state in TRIED:
        raise WrongState("Die Antwort ist schon unterwegs. Laden Sie die Seite neu.")
    assert inquiry.released_answer is not None
    inquiry.mail_state, inquiry.mail_text = RecipientState.SENDING, ""
    inquiry.message_id = posting.message_id(_name(inquiry.released_answer))
    return _store(inquiry, by, "press.send_answer", number=inquiry.released_answer.number)


@transaction.atomic
def _settle(inquiry: Inquiry, by: User, state: RecipientState, words: str) -> Inquiry:
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    inquiry.mail_state, inquiry.mail_text = state, words
    if state == RecipientState.SENT:
        inquiry.sent_at, inquiry.sent_by, inquiry.sent_way = timezone.now(), by, AnswerWay.MAIL
    return _store(inquiry, by, "press.answer_sent", state=state)


def _letter(inquiry: Inquiry, answer: InquiryAnswer) -> Any:
    day = f"{timezone.localtime(inquiry.received_at):%d.%m.%Y}"
    question = "\n".join(f"> {line}" for line in inquiry.question.splitlines())
    text = TEXT.format(
        day=day, answer=answer.text, question=question, office=settings.OFFICE, city=settings.CITY
    )  # fmt: skip
    subject = f"Ihre Presseanfrage vom {day}"
    return posting.letter(to=inquiry.email, subject=subject, text=text, name=_name(answer), automatic=False)


def _name(answer: InquiryAnswer) -> str:
    return f"anfrage-{answer.inquiry_id}-{answer.number}"


def _lock(inquiry: Inquiry, by: User) -> Inquiry:
    refuse_strangers(by)
    rows = Inquiry.objects.select_for_update(of=("self",)).select_related(
        "answer", "released_answer", "topic", "story"
    )
    return rows.get(pk=inquiry.pk)


def _open(inquiry: Inquiry, by: User) -> Inquiry:
    inquiry = _lock(inquiry, by)
    if not inquiry.is_open:
        raise WrongState("Die Anfrage ist schon erledigt. Öffnen Sie sie wieder, wenn noch etwas fehlt.")
    return inquiry


def _released(inquiry: Inquiry, by: User) -> Inquiry:
    inquiry = _open(inquiry, by)
    if inquiry.released_answer is None:
        raise WrongState("Diese Antwort ist noch nicht freigegeben. Eine zweite Person gibt sie frei.")
    return inquiry


def _assign(inquiry: Inquiry, fields: dict[str, Any]) -> list[str]:
    """The names of what changed."""
    if fields.get("email"):
        fields = fields | {"email": normalise(fields["email"])}
    return assign(inquiry, fields, FIELDS)


def _store(inquiry: Inquiry, by: User, verb: str, **detail: Any) -> Inquiry:
    inquiry.version += 1
    inquiry.save()
    audit.record(by=by, verb=verb, target=inquiry, **detail)
    return inquiry
