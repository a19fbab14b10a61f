"""What the hints know beyond the text: the channels a story goes to, and its pictures."""

from collections.abc import Mapping

from channels_publish import headlines
from stories.language.hints import Hint, Kind
from stories.language.pictures import Picture
from stories.language.pictures import check as check_pictures
from stories.models import Story

MOST_CHARS = 1000


def hints(story: Story | None, typed: Mapping[str, str]) -> list[Hint]:
    """Hints on the headline's length and on alternative texts. ``typed`` holds the page's inputs by name."""
    return [*_headline(story, typed.get("headline", "").strip()), *check_pictures(_pictures(story, typed))]


def _headline(story: Story | None, text: str) -> list[Hint]:
    found = headlines.excesses(text, story) if text else []
    if not found:
        return []
    limits = ", ".join(f"{row.label} ({'empfohlen ' * row.advisory}höchstens {row.limit})" for row in found)
    message = f"Die Überschrift hat {found[0].used} Zeichen, zu viele für: {limits}."
    return [Hint(Kind.HEADLINE, "headline", 0, 0, len(text), text, message)]


def _pictures(story: Story | None, typed: Mapping[str, str]) -> list[Picture]:
    """As typed where the page showed it, else as stored."""
    if story is None:
        return []
    return [
        Picture(
            f"image-{asset.pk}-alt_text",
            asset.original_name,
            typed.get(f"image-{asset.pk}-alt_text", asset.alt_text)[:MOST_CHARS],
            typed.get(f"image-{asset.pk}-caption", asset.caption)[:MOST_CHARS],
        )
        for asset in story.ordered_images()
    ]
