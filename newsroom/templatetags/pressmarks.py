"""How contacts and rows of a file look."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from newsroom.templatetags.desk import chip
from press.csvfile import FIELDS
from press.enums import Standing
from press.importing import Result

register = template.Library()

CONTACT_LOOKS = {
    Standing.ACTIVE: ("check-circle", "ok"),
    Standing.SUSPENDED: ("stop", "bad"),
    Standing.PAUSED: ("pause", "info"),
    Standing.UNCONFIRMED: ("question", "warn"),
    Standing.OFF: ("stop", "neutral"),
    Standing.LEFT: ("back", "neutral"),
}
IMPORT_LOOKS = {
    Result.NEW: ("plus", "ok"),
    Result.CHANGED: ("edit", "info"),
    Result.SAME: ("check", "neutral"),
    Result.DUPLICATE: ("people", "warn"),
    Result.LEFT: ("back", "neutral"),
    Result.FORGOTTEN: ("lock", "neutral"),
    Result.BAD: ("error", "bad"),
}


@register.simple_tag
def contact_chip(standing: Any) -> SafeString:
    """Whether a contact gets mail."""
    return chip(CONTACT_LOOKS[Standing(standing)], Standing(standing).label)


@register.simple_tag
def import_chip(result: Any) -> SafeString:
    """What becomes of a row of a file."""
    return chip(IMPORT_LOOKS[Result(result)], Result(result).label)


@register.filter
def contact_field(name: str) -> str:
    """What a column of contacts is called."""
    return FIELDS[name]


@register.filter
def at(mapping: dict[str, Any], key: str) -> Any:
    return mapping.get(key, "")


@register.filter
def spoken(value: Any) -> str:
    """A list as its words."""
    return ", ".join(value) if isinstance(value, list) else str(value)
