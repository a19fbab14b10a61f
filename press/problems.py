"""What a post needs before it may go out as a press release."""

import html
import re
from collections.abc import Iterator
from typing import Final

from channels_publish.adapters.base import Image, Limit, Measure, Post, Problem, Severity
from press import glyphs

LIMITS: Final = {
    "title": Limit(110, "Google Search Central, Article structured data: headline", "2026-11-23"),
    "text": Limit(450, "house rule: a lead of three or four lines", "2026-11-23"),
}
_TAGS: Final = re.compile(r"<[^>]*>")


def measure(post: Post) -> tuple[Measure, ...]:
    """Headline and lead against the recommended lengths."""
    return (
        Measure("title", len(post.title.strip()), int(LIMITS["title"].value), advisory=True),
        Measure("text", len(post.text.strip()), int(LIMITS["text"].value), advisory=True),
    )


def problems(post: Post) -> Iterator[Problem]:
    """Errors first a reader of the release would miss, then hints."""
    body = _TAGS.sub("", post.html).strip()
    if not post.title.strip():
        yield Problem("title_missing", "title")
    elif "\n" in post.title or "\r" in post.title:
        yield Problem("header_line_break", "title")
    if not (post.text.strip() or body):
        yield Problem("text_missing", "text")
    if not post.contact.strip():
        yield Problem("contact_missing", "contact")
    if not post.responsible.strip():
        yield Problem("responsible_missing", "responsible")
    for number, image in enumerate(post.images, 1):
        yield from _image(image, number)
    for counter in measure(post):
        if counter.used > counter.limit:
            values: dict[str, str | int | float] = {
                "used": counter.used,
                "limit": counter.limit,
                "over": counter.used - counter.limit,
            }
            yield Problem(f"{counter.field}_long", counter.field, Severity.HINT, values)
    if odd := glyphs.missing(f"{post.title}{post.kicker}{post.text}{html.unescape(body)}"):
        yield Problem("characters_not_in_pdf", "text", Severity.WARNING, {"characters": " ".join(odd[:10])})


def _image(image: Image, number: int) -> Iterator[Problem]:
    values: dict[str, str | int | float] = {"number": number, "name": image.name}
    if not image.alt.strip():
        yield Problem("alt_missing", "images", values=values)
    if not image.credit.strip():
        yield Problem("credit_missing", "images", values=values)
    if not image.mime.startswith("image/"):
        yield Problem("image_type", "images", values={**values, "mime": image.mime})
