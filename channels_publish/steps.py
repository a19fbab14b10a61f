"""What a correction or withdrawal does on each account: which ways there are, and which one is taken.

A step follows up one public post, its original. This module reads and calculates;
``actions/corrections.py`` writes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone

from channels_publish import followups
from channels_publish.adapters.base import Post
from channels_publish.channels import adapter_class
from channels_publish.composing import carried_images, compose, lacks_video
from channels_publish.enums import Act, Kind, State
from channels_publish.models import Delivery, DeliveryQuerySet, Rendition
from stories.enums import CorrectionKind
from stories.models import Correction, Story

# The post stays as it is: a way of its own, for which no step is opened.
LEAVE = "leave"
# What the platform must be told the id of the original for.
NEEDS_ID = frozenset({Act.EDIT, Act.REPLACE, Act.WITHDRAW})
# Repeating these on the platform is harmless, so a lost reply costs nothing.
REPEATABLE = frozenset({Act.EDIT, Act.WITHDRAW})
# Written by `decisions.decide` where a person saw the post and the platform told no id.
BY_PERSON = "person:"
NO_LINKS = frozenset({Kind.INSTAGRAM})


@dataclass(frozen=True, slots=True)
class Step:
    """What shall happen to one post. ``ways`` are the choices, the best first; ``follow_up`` is the text that
    is sent where the way is, or must later become, a follow-up."""

    original: Delivery
    way: str
    ways: tuple[str, ...]
    follow_up: str
    published: date
    link: str

    @property
    def shown(self) -> bool:
        """Whether the post is out, or may be; what still waits gets the new text anyway."""
        return self.original.state in {State.SENT, State.SENDING, State.UNKNOWN}

    def payload(self) -> dict[str, Any]:
        """What the seal covers of it."""
        return {
            "account": self.original.account_id,
            "original": str(self.original.pk),
            "act": self.way,
            "published": self.published.isoformat(),
            "link": self.link,
            "follow_up": self.follow_up,
        }


def targets(story: Story, kind: str) -> DeliveryQuerySet:
    """The posts a correction is about, by account. What has not left yet counts too: it may while we look."""
    acts = [Act.PUBLISH, Act.REPLACE]
    acts += [Act.FOLLOW_UP] if kind == CorrectionKind.WITHDRAWAL else []
    rows = Delivery.objects.filter(rendition__story=story, act__in=acts)
    rows = rows.exclude(state__in=[State.CANCELLED, State.WITHDRAWN])
    return rows.select_related("account", "rendition__account", "rendition__tile", "rendition__story").order_by(
        "account_id", "created_at", "pk"
    )


def plan(story: Story, correction: Correction) -> list[Step]:
    """One step for each post of the story, by the correction's ways or the channel's best."""
    steps = [_step(row, story, correction) for row in targets(story, correction.kind)]
    # Taking back a correction mail would be a second mail about the same thing to the same people.
    return [
        step for step in steps if not (step.original.act == Act.FOLLOW_UP and step.original.account.kind == Kind.PRESS)
    ]


def told(correction: Correction, *, kind: str, published: date, link: str) -> str:
    """The text of a follow-up on a channel of this kind; empty where there is none."""
    if kind == Kind.PRESS or "follow_up" not in adapter_class(kind).can:
        return ""
    return followups.told(
        withdrawal=correction.kind == CorrectionKind.WITHDRAWAL,
        notice=correction.notice,
        published=published,
        link=link,
        fits=_counter(kind),
    )


def can_follow_up(rendition: Rendition) -> bool:
    """Whether this channel can send a post after the post; Instagram only beside a picture."""
    if "follow_up" not in adapter_class(rendition.account.kind).can:
        return False
    return rendition.account.kind != Kind.INSTAGRAM or bool(carried_images(rendition))


def changed_since(before: Mapping[str, Any], now: Mapping[str, Any], accounts: set[int]) -> bool:
    """Whether readers of these accounts were told something that is no longer approved.

    Both are sealed payloads. A new slot, or another text where nothing went out yet, corrects nothing.
    """
    old, new = ({row["account"]: _words(row) for row in payload["renditions"]} for payload in (before, now))
    return before["story"] != now["story"] or any(old.get(one) != new[one] for one in accounts if one in new)


def _words(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"send_at", "name"}}


def _step(original: Delivery, story: Story, correction: Correction) -> Step:
    rendition, kind = original.rendition, original.account.kind
    rendition.story = story
    ways = _WAYS[CorrectionKind(correction.kind)](original)
    wanted = correction.ways.get(str(original.account_id), "")
    if correction.quiet and not wanted:
        wanted = Act.EDIT if Act.EDIT in ways else LEAVE
    published = timezone.localdate(original.started_at or original.slot)
    link = "" if kind in NO_LINKS else story.public_url
    return Step(
        original=original,
        way=wanted if wanted in ways else ways[0],
        ways=ways,
        follow_up=told(correction, kind=kind, published=published, link=link),
        published=published,
        link=link,
    )


def _corrects(original: Delivery) -> tuple[str, ...]:
    """Edit, else delete and repost, else a follow-up, else by hand; always possible: leave it."""
    rendition, can = original.rendition, adapter_class(original.account.kind).can
    ways: list[str] = []
    if _is_sealed(rendition):
        known = not original.remote_id.startswith(BY_PERSON)
        if known and "correct" in can and _can_become(original):
            ways.append(Act.EDIT)
        if known and "withdraw" in can:
            ways.append(Act.REPLACE)
        if can_follow_up(rendition):
            ways.append(Act.FOLLOW_UP)
        return (*ways, Act.MANUAL, LEAVE)
    # Its text is not part of the approval, so none of it may go out.
    if original.account.active and can_follow_up(rendition) and original.account.kind != Kind.PRESS:
        ways.append(Act.FOLLOW_UP)
    return (LEAVE, *ways, Act.MANUAL)


def _takes_back(original: Delivery) -> tuple[str, ...]:
    ways: list[str] = []
    if original.account.active:
        if "withdraw" in adapter_class(original.account.kind).can and not original.remote_id.startswith(BY_PERSON):
            ways.append(Act.WITHDRAW)
        if can_follow_up(original.rendition):
            ways.append(Act.FOLLOW_UP)
    return (*ways, Act.MANUAL)


def _lifts(original: Delivery) -> tuple[str, ...]:
    """That the embargo is over is told to the press, which was sent the story under it."""
    if original.account.kind != Kind.PRESS:
        return (LEAVE,)
    return (Act.FOLLOW_UP,) if _is_sealed(original.rendition) else (Act.MANUAL,)


_WAYS: Final[Mapping[CorrectionKind, Callable[[Delivery], tuple[str, ...]]]] = {
    CorrectionKind.CORRECTION: _corrects,
    CorrectionKind.WITHDRAWAL: _takes_back,
    CorrectionKind.LIFT: _lifts,
}


def _is_sealed(rendition: Rendition) -> bool:
    return rendition.included and rendition.account.active and not lacks_video(rendition)


def _can_become(original: Delivery) -> bool:
    """Whether what is out can be edited into the rendition as it stands; unknown content is taken to fit."""
    adapter = adapter_class(original.account.kind)
    return not original.post or adapter.can_become(original.post, compose(original.rendition))


def _counter(kind: str) -> Callable[[str], bool]:
    adapter = adapter_class(kind)

    def fits(text: str) -> bool:
        measures = adapter.measure(Post(text=text))
        return all(each.advisory or each.used <= each.limit for each in measures if each.field == "text")

    return fits
