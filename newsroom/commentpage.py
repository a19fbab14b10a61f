"""What the panel of remarks shows: each thread with its answers, and whether its passage is still there."""

import json
from dataclasses import dataclass, field
from typing import Any

from people.models import User
from stories import rules
from stories.anchoring import FIELDS, Quote, find, texts
from stories.models import Comment, Story

LABELS = {"kicker": "Dachzeile", "headline": "Überschrift", "lead": "Vorspann", "body": "Text"}


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark with its answers. ``now`` is what its passage says today, empty where that is gone."""

    comment: Comment
    now: str
    place: tuple[int, int]
    answers: list[Comment] = field(default_factory=list)
    editable: int = 0

    @property
    def last(self) -> Comment:
        return self.answers[-1] if self.answers else self.comment

    @property
    def where(self) -> str:
        return LABELS.get(self.comment.field, "")

    @property
    def orphaned(self) -> bool:
        return bool(self.comment.quote) and not self.now

    @property
    def reworded(self) -> bool:
        return bool(self.now) and self.now != " ".join(self.comment.quote.split())


def remarks(story: Story, user: User) -> dict[str, Any]:
    """The panel's context: open threads in the order of the text, settled ones newest first.

    Two queries, however many remarks there are, and one for the people who can be named.
    """
    threads = _threads(story, user)
    done = [thread for thread in threads if thread.comment.resolved_at]
    return {
        "story": story,
        "threads": sorted((t for t in threads if not t.comment.resolved_at), key=lambda thread: thread.place),
        "settled": sorted(done, key=lambda thread: thread.comment.resolved_at, reverse=True),
        "may_comment": rules.may_comment(user),
        "colleagues": json.dumps(colleagues(user), ensure_ascii=False),
    }


def colleagues(user: User) -> list[dict[str, str]]:
    """Whom a remark can name: the short form to type, and the name it stands for."""
    people = User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("last_name", "first_name", "pk")
    return [
        {"handle": person.initials or person.username, "name": str(person)} for person in people if person.works_here()
    ]


def _threads(story: Story, user: User) -> list[Thread]:
    rows = list(
        story.comments.select_related("author", "fact_check", "review", "resolved_by").order_by("created_at", "pk")
    )
    fields = texts({name: getattr(story, name) for name in FIELDS})
    answers: dict[int, list[Comment]] = {}
    for row in rows:
        if row.parent_id:
            answers.setdefault(row.parent_id, []).append(row)
    return [_thread(row, fields, answers.get(row.pk, []), user) for row in rows if not row.parent_id]


def _thread(row: Comment, fields: dict[str, str], answers: list[Comment], user: User) -> Thread:
    found = find(fields, row.field, Quote(row.quote, row.prefix, row.suffix)) if row.quote else None
    order = FIELDS.index(row.field) if row.field in FIELDS else -1
    last = answers[-1] if answers else row
    changes = last.author_id == user.pk and not row.resolved_at
    if found is None:
        return Thread(row, "", (order if row.quote else -1, 0), answers, last.pk if changes else 0)
    name, span = found
    return Thread(
        row, fields[name][span.start : span.end], (FIELDS.index(name), span.start), answers, last.pk if changes else 0
    )
