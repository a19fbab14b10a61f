"""What the story desk's templates and the channel previews need beyond the frame's own tags."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.forms import BaseForm
from django.template import Context
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from js_asset import Media

from channels_publish.composing import carried_images, carries_video
from channels_publish.enums import Kind
from channels_publish.plaintext import Block, blocks
from channels_publish.sheet import Fitted
from newsroom import marks
from stories.models import Story

register = template.Library()

_LIVELY = re.compile(r"https?://[^\s<>\"]+|(?<![\w/&])[#@][\w.]*\w", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as its channel crops it, from our own address."""

    url: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Folded:
    """A text at the place where the platform hides the rest behind „mehr“."""

    seen: str
    hidden: str


@register.simple_tag(takes_context=True)
def editor_media(context: Context, form: BaseForm, part: str = "") -> SafeString:
    """Styles (``css``), import map (``importmap``) or scripts (``js``) of a form, with this page's nonce."""
    media = Media.from_media(form.media).with_nonce(str(context["request"].csp_nonce))
    return mark_safe(media[part] if part else media)  # noqa: S308 (tags built by js_asset from our own paths)


@register.filter
def pictures(fitted: Fitted) -> list[Picture]:
    """What the channel shows; the addresses stay the same, so the browser keeps them."""
    kind = fitted.account.kind
    return [
        Picture(reverse("media_library:variant", args=[asset.pk, kind]), image.alt, image.width, image.height)
        for asset, image in zip(carried_images(fitted.rendition), fitted.post.images, strict=False)
    ]


@register.filter
def still(fitted: Fitted) -> str:
    """Address of the video's still picture, or nothing."""
    video = fitted.rendition.story.video
    if video is None or not carries_video(fitted.rendition):
        return ""
    return reverse("media_library:variant", args=[video.pk, Kind.YOUTUBE.value])


@register.filter
def lively(text: str) -> SafeString:
    """Escaped text in which links, hashtags and mentions stand out as the platforms colour them."""
    parts, end = [], 0
    for match in _LIVELY.finditer(text):
        parts += [escape(text[end : match.start()]), f'<span class="pv-link">{escape(match[0])}</span>']
        end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308 (every part is escaped)


@register.filter
def fold(text: str, length: int) -> Folded:
    """Cut near ``length`` characters at a blank; the platforms do not cut words either."""
    if len(text) <= length:
        return Folded(text, "")
    place = max(text.rfind(" ", 0, length), text.rfind("\n", 0, length))
    place = place if place > length // 2 else length
    return Folded(text[:place].rstrip(" \n–-"), text[place:].lstrip(" \n"))


@register.filter
def letter(name: str) -> str:
    """What stands in the round picture of an account."""
    return name.lstrip("@ ")[:1].upper()


@register.filter
def at(handle: str) -> str:
    """„@duesseldorf“, however the handle was entered."""
    return f"@{handle.lstrip('@')}" if handle else ""


@register.filter
def text_blocks(html: str) -> list[Block]:
    """Rich text as plain blocks, so that a preview brings no headings into the page's outline."""
    return blocks(html)


@register.filter
def host(url: str) -> str:
    return urlsplit(url).hostname or ""


@register.filter
def thousands(number: int) -> str:
    """„63.206“."""
    return f"{number:,}".replace(",", ".")


@register.filter
def playtime(seconds: float | None) -> str:
    whole = round(seconds or 0)
    return f"{whole // 60}:{whole % 60:02d}"


@register.filter
def long_date(iso: str) -> str:
    """„23. November 2026“ of an ISO date."""
    return date_format(datetime.fromisoformat(iso), "j. F Y") if iso else ""


@register.filter
def long_moment(iso: str) -> str:
    """„24. Dezember 2026, 10:00 Uhr“ of an ISO time."""
    return date_format(datetime.fromisoformat(iso), "j. F Y, H:i") + " Uhr" if iso else ""


@register.filter
def joined(words: Any) -> str:
    return ", ".join(words or ())


@register.filter
def channel_marks(story: Story) -> list[marks.Mark]:
    """The channels of a story in the list."""
    return marks.channel_marks(story)
