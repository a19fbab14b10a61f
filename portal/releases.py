"""The press release beside its article."""

from django.db.models import Max

from press.models import PressRelease
from stories.enums import Outcome
from stories.models import Review, Story


def public_release(story: Story) -> PressRelease | None:
    """The newest press release of a public story, or None.

    A release that went to the press under embargo and was then taken back stays out: the public
    never got that text, and its corrected successor is another one.
    """
    taken_back = Review.objects.filter(story=story, outcome=Outcome.BROKEN, at__lte=story.public_from).aggregate(
        last=Max("at")
    )["last"]
    if taken_back is None:
        return PressRelease.objects.latest_for(story)
    return PressRelease.objects.ready().filter(story=story, created_at__gt=taken_back).first()


def size_of(release: PressRelease) -> int:
    """Bytes of the PDF, 0 where the file is gone."""
    try:
        return int(release.pdf.size)
    except OSError:
        return 0
