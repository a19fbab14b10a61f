"""A public article in plain language and in English, from the approved revision only."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString

from channels_publish.plaintext import tidy
from portal import prose
from portal.articles import TEASER
from portal.publisher import absolute
from stories.enums import Language
from stories.models import Story

PAGES: Final = {Language.SIMPLE: "portal:simple", Language.ENGLISH: "portal:english"}
# Each language calls itself by its own name, as its readers look for it.
NAMES: Final = {Language.SIMPLE: "Leichte Sprache", Language.ENGLISH: "English"}


@dataclass(frozen=True)
class Version:
    """One language of an article as it was approved."""

    slug: str
    language: Language
    headline: str
    lead: str
    raw_body: str

    @property
    def name(self) -> str:
        return NAMES[self.language]

    @property
    def url(self) -> str:
        return reverse(PAGES[self.language], args=[self.slug])

    @property
    def absolute_url(self) -> str:
        return absolute(self.url)

    @cached_property
    def body(self) -> SafeString:
        return prose.readable(self.raw_body)

    @property
    def teaser(self) -> str:
        return prose.shortened(prose.summary(self.lead, self.raw_body), TEASER)


def versions(story: Story) -> list[Version]:
    """The languages that were approved with a public story, in a fixed order."""
    assert story.live is not None
    told = {row["language"]: row for row in story.live.content.get("versions", [])}
    return [
        Version(story.slug, each, tidy(told[each]["headline"]), tidy(told[each]["lead"]), told[each]["body"])
        for each in Language
        if each in told
    ]
