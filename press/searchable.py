"""By which words a press release is found."""

from typing import Any

from press.models import PressRelease
from search.models import Kind


def words(release: PressRelease) -> dict[str, Any]:
    """As :mod:`search.actions.entries` takes them. Contacts are no part of it: nobody searches journalists here."""
    lead = release.story.lead if release.story else ""
    text = f"{release.number} {lead}".strip()
    return {"kind": Kind.RELEASE, "row": release, "title": release.headline, "text": text, "at": release.created_at}
