"""The press release beside its article."""

from press.models import PressRelease
from stories.models import Story


def public_release(story: Story) -> PressRelease | None:
    """The newest press release of a public story, or None."""
    return PressRelease.objects.public_for(story)


def size_of(release: PressRelease) -> int:
    """Bytes of the PDF, 0 where the file is gone."""
    try:
        return int(release.pdf.size)
    except OSError:
        return 0
