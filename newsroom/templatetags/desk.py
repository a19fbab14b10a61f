"""Template tags of the desk: how states, times and channels look and read."""

import re
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from channels_publish.enums import Act
from channels_publish.enums import State as DeliveryState
from channels_publish.messages import explain
from people.models import User
from press.enums import ReturnKind
from stories.enums import Outcome, TopicState
from stories.enums import State as StoryState
from stories.richtext import clean

register = template.Library()

# Icon and tone; the word comes from the enum, so none of the three stands alone.
STORY_LOOKS = {
    StoryState.DRAFT: ("edit", "neutral"),
    StoryState.IN_REVIEW: ("review", "info"),
    StoryState.APPROVED: ("seal", "busy"),
    StoryState.PUBLISHED: ("check-circle", "ok"),
    StoryState.WITHDRAWN: ("back", "neutral"),
}
TOPIC_LOOKS = {
    TopicState.NEW: ("inbox", "info"),
    TopicState.ACCEPTED: ("check", "busy"),
    TopicState.IN_WORK: ("edit", "warn"),
    TopicState.DONE: ("check-circle", "ok"),
    TopicState.DECLINED: ("stop", "neutral"),
}
DELIVERY_LOOKS = {
    DeliveryState.DUE: ("clock", "info"),
    DeliveryState.SENDING: ("busy", "busy"),
    DeliveryState.SENT: ("check-circle", "ok"),
    DeliveryState.REFUSED: ("error", "bad"),
    DeliveryState.ACCOUNT: ("key", "warn"),
    DeliveryState.UNKNOWN: ("question", "warn"),
    DeliveryState.HELD: ("pause", "warn"),
    DeliveryState.MANUAL: ("people", "warn"),
    DeliveryState.WITHDRAWN: ("back", "neutral"),
    DeliveryState.CANCELLED: ("stop", "neutral"),
}
# Steps of a correction that change or remove what is there, so nothing was sent.
DONE_NOT_SENT = frozenset({Act.EDIT, Act.WITHDRAW, Act.MANUAL})
OUTCOME_LOOKS = {
    Outcome.SUBMITTED: ("send", "info"),
    Outcome.APPROVED: ("seal", "ok"),
    Outcome.RETURNED: ("back", "warn"),
    Outcome.BROKEN: ("warning", "bad"),
    Outcome.WITHDRAWN: ("back", "neutral"),
    Outcome.EXPIRED: ("clock", "warn"),
}
RETURN_LOOKS = {
    ReturnKind.HARD: ("error", "bad"),
    ReturnKind.FULL: ("inbox", "warn"),
    ReturnKind.POLICY: ("lock", "warn"),
    ReturnKind.SOFT: ("warning", "warn"),
    ReturnKind.DELAY: ("clock", "neutral"),
    ReturnKind.RECEIPT: ("check-circle", "ok"),
    ReturnKind.AUTO: ("mail", "neutral"),
    ReturnKind.COMPLAINT: ("stop", "bad"),
    ReturnKind.UNSUBSCRIBE: ("logout", "info"),
    ReturnKind.ANSWER: ("comment", "info"),
    ReturnKind.UNCLEAR: ("question", "info"),
}
SEVERITY_LOOKS = {"error": ("error", "bad"), "warning": ("warning", "warn"), "hint": ("info", "info")}
MESSAGE_LOOKS = {
    "success": ("check-circle", "ok"),
    "warning": ("warning", "warn"),
    "error": ("error", "bad"),
}
FIELD_LABELS = {"title": "Titel", "text": "Text", "tags": "Schlagwörter", "html": "Langtext", "images": "Bilder"}
SEAL_SHOWN = 12
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """One drawing of the sprite, hidden from screen readers: the word beside it speaks."""
    look = f"icon {css}" if css else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', look, static("img/icons.svg"), name
    )


def chip(look: tuple[str, str], label: str, css: str = "") -> SafeString:
    """Icon, word and colour."""
    return format_html('<span class="chip tone-{}">{}{}</span>', look[1], icon(look[0], css), label)


@register.simple_tag
def story_chip(story: Any) -> SafeString:
    """Where a story stands, as icon, word and colour."""
    return chip(STORY_LOOKS[StoryState(story.state)], StoryState(story.state).label)


@register.simple_tag
def topic_chip(topic: Any) -> SafeString:
    """Where a topic stands."""
    return chip(TOPIC_LOOKS[TopicState(topic.state)], TopicState(topic.state).label)


@register.simple_tag
def return_chip(item: Any) -> SafeString:
    """What came back, as icon, word and colour."""
    kind = ReturnKind(item.kind)
    return chip(RETURN_LOOKS[kind], kind.label)


@register.simple_tag
def delivery_chip(delivery: Any) -> SafeString:
    """Where a delivery stands, as icon, word and colour; held by a crisis looks unlike held by its seal."""
    if delivery.held_back and delivery.state == DeliveryState.DUE:
        return chip(("lock", "bad"), "Krise: angehalten")
    state = DeliveryState.HELD if delivery.unreleased else DeliveryState(delivery.state)
    done = state == DeliveryState.SENT and delivery.act in DONE_NOT_SENT
    return chip(
        DELIVERY_LOOKS[state], "Erledigt" if done else state.label, "spin" if state == DeliveryState.SENDING else ""
    )


@register.simple_tag
def outcome_chip(review: Any) -> SafeString:
    """What happened in a review."""
    return chip(OUTCOME_LOOKS[Outcome(review.outcome)], Outcome(review.outcome).label)


@register.simple_tag
def severity_icon(severity: str) -> SafeString:
    return icon(SEVERITY_LOOKS[str(severity)][0])


@register.filter
def severity_tone(severity: str) -> str:
    return f"tone-{SEVERITY_LOOKS[str(severity)][1]}"


@register.simple_tag
def channel(account: Any) -> SafeString:
    """Channel icon and the account's name; the kind is read out."""
    return format_html(
        '<span class="channel">{}<span><span class="visually-hidden">{}: </span>{}</span></span>',
        icon(account.kind),
        account.get_kind_display(),
        account.name,
    )


@register.filter
def message_tone(message: Message) -> str:
    return f"tone-{MESSAGE_LOOKS.get(message.level_tag, ('info', 'info'))[1]}"


@register.filter
def message_icon(message: Message) -> str:
    return MESSAGE_LOOKS.get(message.level_tag, ("info", "info"))[0]


@register.filter
def when(moment: datetime | None) -> str:
    """A time as the office says it: „heute, 14:05 Uhr“, „Mo., 23.11., 14:05 Uhr“, with the year if another."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    now = timezone.localtime()
    days = (local.date() - now.date()).days
    if days in (-1, 0, 1):
        day = ("gestern", "heute", "morgen")[days + 1]
    else:
        day = date_format(local, "D, j.n." if local.year == now.year else "D, j.n.Y").replace(",", ".,", 1)
    return f"{day}, {local:%H:%M} Uhr"


@register.filter
def clock(moment: datetime | None) -> str:
    """Hours, minutes and seconds, for the ledger."""
    return f"{timezone.localtime(moment):%H:%M:%S}" if moment else ""


@register.filter
def since(moment: datetime | None) -> str:
    """How long ago in words: „seit 5 Minuten“."""
    if moment is None:
        return ""
    age = timezone.now() - moment
    if age < MINUTE:
        return "gerade eben"
    if age < HOUR:
        return _counted(age // MINUTE, "seit einer Minute", "seit {} Minuten")
    if age < DAY:
        return _counted(age // HOUR, "seit einer Stunde", "seit {} Stunden")
    return _counted(age // DAY, "seit einem Tag", "seit {} Tagen")


def _counted(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.format(count)


@register.filter
def counted(count: int, words: str) -> str:
    """``3|counted:"Kanal,Kanäle"`` reads „3 Kanäle“."""
    one, many = words.split(",")
    return f"{count} {one if count == 1 else many}"


@register.filter
def seconds(value: float | None) -> str:
    """A duration a person grasps: „1,8 s“, „2 min 5 s“, „3 Std.“."""
    if value is None:
        return ""
    if value < MINUTE.total_seconds():
        return f"{number_format(max(value, 0), 1)} s"
    whole = timedelta(seconds=round(value))
    if whole < HOUR:
        return f"{whole // MINUTE} min {(whole % MINUTE).seconds} s"
    return f"{whole // HOUR} Std. {(whole % HOUR) // MINUTE} min"


@register.filter
def local_input(moment: datetime | None) -> str:
    """The value of a ``datetime-local`` field."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" if moment else ""


@register.filter
def short_seal(seal: str) -> str:
    """The part of a seal a person compares: twelve characters in groups of four."""
    head = seal[:SEAL_SHOWN]
    return " ".join(head[start : start + 4] for start in range(0, len(head), 4))


@register.filter
def may(user: User, permission: str) -> bool:
    """``user|may:"stories.approve_story"``."""
    return user.has_perm(permission)


@register.filter
def role_line(user: User) -> str:
    return ", ".join(user.role_labels()) or "ohne Rolle"


@register.filter
def initials(user: User) -> str:
    return user.initials or "".join(part[0] for part in (user.first_name, user.last_name) if part) or user.username[:2]


@register.filter
def preview_templates(kind: str) -> list[str]:
    """The preview of a channel kind, and plain words where it has none."""
    return [f"channels/{kind}/preview.html", "desk/partials/preview_plain.html"]


@register.filter
def cleaned(html: str) -> SafeString:
    """Rich text, reduced once more to what the editor may produce before it is printed."""
    return mark_safe(clean(html or ""))  # noqa: S308 (cleaned)


@register.filter
def thumbnail(asset: Any) -> str:
    """The address of a small picture of an asset, for people of the office."""
    return reverse("media_library:thumb", args=[asset.pk])


@register.filter
def field_label(name: str) -> str:
    return FIELD_LABELS.get(name, name)


@register.filter
def explained(code: str) -> str:
    """The German sentence behind the code of a delivery or an attempt."""
    return explain(code)


@register.filter
def local_value(value: Any) -> str:
    """What a ``datetime-local`` field shows: what was typed, or a time from the database."""
    if isinstance(value, datetime):  # a form's initial value comes as wall time already
        return local_input(value) if timezone.is_aware(value) else f"{value:%Y-%m-%dT%H:%M}"
    return value or ""


@register.filter
def usd(amount: float) -> str:
    """US dollars in German notation, to a tenth of a cent where it matters: „0,015 $“, „1,20 $“."""
    tenths = f"{amount:.3f}"
    return f"{tenths.removesuffix('0').replace('.', ',')} $"


@register.filter
def mentions(text: str) -> SafeString:
    """A remark with the names in it set apart: „@mb“."""
    return mark_safe(  # noqa: S308 (escaped first; only the name's own letters are wrapped)
        re.sub(r"(?<![\w@.])@\w[\w+-]*", r'<span class="named">\g<0></span>', escape(text))
    )
