"""How long a headline is for the channels a story goes to, by what their adapters state; nothing is invented here."""

from dataclasses import dataclass

from channels_publish.adapters.base import Post
from channels_publish.channels import adapter_class
from channels_publish.composing import lacks_video
from channels_publish.enums import Kind
from channels_publish.models import Account, Rendition
from stories.models import Story


@dataclass(frozen=True, slots=True)
class Excess:
    """A channel for which the headline is too long: ``used`` of ``limit`` characters.

    ``advisory``: the channel takes it, its readers see less of it.
    """

    label: str
    used: int
    limit: int
    advisory: bool


def excesses(headline: str, story: Story | None = None) -> list[Excess]:
    """The channels that want it shorter, the shortest first; without a story, those every new one goes to.

    Only channels with a title of their own: elsewhere the headline is a sentence among others.
    """
    post = Post(title=" ".join(headline.split()))
    found = [
        Excess(str(Kind(kind).label), measure.used, measure.limit, measure.advisory)
        for kind in sorted(_kinds(story))
        for measure in adapter_class(kind).measure(post)
        if measure.field == "title" and measure.used > measure.limit
    ]
    return sorted(found, key=lambda row: row.limit)


def _kinds(story: Story | None) -> set[str]:
    if story is None:
        return set(Account.objects.active().exclude(kind=Kind.YOUTUBE).values_list("kind", flat=True))
    rows = Rendition.objects.filter(story=story, included=True, account__active=True).select_related(
        "account", "story"
    )
    return {row.account.kind for row in rows if not lacks_video(row) and not _has_own_title(row)}


def _has_own_title(rendition: Rendition) -> bool:
    """Written by hand: what the story's headline says does not go there any more."""
    return rendition.edited and rendition.title != rendition.story.headline
