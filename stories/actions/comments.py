"""Remarks on a story: written, answered, changed, settled. None of them touches the text or its seal."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from stories import rules
from stories.anchoring import CONTEXT, Quote, find, quote_at, texts
from stories.errors import NotAllowed, WrongState
from stories.models import Comment, FactCheck, Mention, Story

LONGEST = 4000
_NAMED = re.compile(r"(?<![\w@.])@([\w][\w.+-]*)")
_EMPTY = "Der Kommentar ist leer. Bitte schreiben Sie, was Ihnen an der Stelle auffällt."


@transaction.atomic
def write(*, story: Story, text: str, by: User, field: str = "", quote: Quote | None = None) -> Comment:
    """A remark on a passage, or without ``quote`` on the whole story. Raises NotAllowed, WrongState."""
    _may(by)
    field, quote = placed(story, field, quote)
    comment = Comment.objects.create(
        story=story, field=field, quote=quote.exact, prefix=quote.prefix, suffix=quote.suffix,
        text=_worded(text), author=by,
    )  # fmt: skip
    _mention(comment)
    audit.record(by=by, verb="stories.comment", target=comment, story=story.pk, field=field)
    return comment


@transaction.atomic
def answer(*, comment: Comment, text: str, by: User) -> Comment:
    """An answer below a remark; answering to a settled one opens it again."""
    _may(by)
    thread = _locked(comment.parent or comment)
    row = Comment.objects.create(story_id=thread.story_id, parent=thread, text=_worded(text), author=by)
    if thread.resolved_at:
        _settle(thread, None)
    _mention(row)
    audit.record(by=by, verb="stories.answer_comment", target=row, thread=thread.pk)
    return row


@transaction.atomic
def edit(*, comment: Comment, text: str, by: User) -> Comment:
    """Change one's own words while nobody has answered. The words before stay in the trail."""
    row = _locked(comment)
    if reason := rules.why_not_edit_comment(by, row):
        raise NotAllowed(reason)
    before, row.text = row.text, _worded(text)
    row.save(update_fields=["text"])
    _mention(row)
    audit.record(by=by, verb="stories.edit_comment", target=row, before=before)
    return row


@transaction.atomic
def resolve(*, comment: Comment, by: User) -> Comment:
    """The remark is dealt with. Done twice it changes nothing."""
    _may(by)
    row = _locked(comment.parent or comment)
    if row.resolved_at is None:
        _settle(row, by)
        audit.record(by=by, verb="stories.resolve_comment", target=row)
    return row


@transaction.atomic
def reopen(*, comment: Comment, by: User) -> Comment:
    """It is not dealt with after all."""
    _may(by)
    row = _locked(comment.parent or comment)
    if row.resolved_at is not None:
        _settle(row, None)
        audit.record(by=by, verb="stories.reopen_comment", target=row)
    return row


def see(*, story: Story, by: User) -> int:
    """``by`` has opened the remarks of this story: what names them there is no news any more."""
    here = Mention.objects.waiting(by).filter(comment__story=story)
    if not here.exists():
        return 0  # nearly every opening of a page; it costs no transaction
    with transaction.atomic():
        seen = here.update(seen_at=timezone.now())
        audit.record(by=by, verb="stories.see_mentions", target=story, count=seen)
    return seen


@transaction.atomic
def file_remarks(*, check: FactCheck, remarks: Iterable[tuple[str, Quote, str]]) -> list[Comment]:
    """The remarks of a fact check as comments; the one who answered is their author."""
    rows = [
        Comment(
            story_id=check.story_id, fact_check=check, field=field, quote=quote.exact, prefix=quote.prefix,
            suffix=quote.suffix, text=text[:LONGEST],
        )
        for field, quote, text in remarks
    ]  # fmt: skip
    return Comment.objects.bulk_create(rows)


def placed(story: Story, field: str, quote: Quote | None) -> tuple[str, Quote]:
    """The passage with its field and surroundings, where they can be found in the text as it is stored.

    A passage that stands only in what somebody is still typing is kept as it was given.
    """
    if quote is None or not quote.exact.strip():
        return field, Quote("")
    given = Quote(quote.exact, quote.prefix[-CONTEXT:], quote.suffix[:CONTEXT])
    if given.prefix or given.suffix:
        return field, given
    fields = texts({name: getattr(story, name) for name in ("kicker", "headline", "lead", "body")})
    found = find(fields, field, given)
    return (found[0], quote_at(fields[found[0]], found[1].start, found[1].end)) if found else (field, given)


def named_in(text: str) -> list[User]:
    """The colleagues named by ``@Kürzel`` or ``@username``, each once."""
    names = {name.lower().rstrip(".+-") for name in _NAMED.findall(text)}
    if not names:
        return []
    people = User.objects.filter(is_active=True).order_by("pk")
    return [
        person
        for person in people
        if person.works_here() and {person.username.lower(), person.initials.lower()} & names
    ]


def _mention(comment: Comment) -> None:
    """Who is named hears of it once; naming oneself is no news."""
    people = [person for person in named_in(comment.text) if person.pk != comment.author_id]
    Mention.objects.bulk_create([Mention(comment=comment, user=person) for person in people], ignore_conflicts=True)


def _settle(row: Comment, by: User | None) -> None:
    row.resolved_at, row.resolved_by = (timezone.now() if by else None), by
    row.save(update_fields=["resolved_at", "resolved_by"])


def _locked(comment: Comment) -> Comment:
    return Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)


def _may(by: User) -> None:
    if not rules.may_comment(by):
        raise NotAllowed("Kommentieren darf, wer Beiträge schreibt oder freigibt.")


def _worded(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise WrongState(_EMPTY)
    if len(text) > LONGEST:
        raise WrongState(
            f"Der Kommentar ist mit {len(text)} Zeichen zu lang, möglich sind {LONGEST}. Teilen Sie ihn auf."
        )
    return text
