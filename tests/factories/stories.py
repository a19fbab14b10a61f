"""Stories that lack nothing, unless a test asks for it."""

from typing import Any

from django.utils import timezone

from people.models import User
from stories.actions import stories
from stories.models import Crisis, Remit, Story
from tests.factories import media, people

FACTS: dict[str, Any] = {
    "headline": "Neue Bäume für den Hofgarten",
    "kicker": "Stadtgrün",
    "lead": "Das Gartenamt pflanzt ab Montag 40 junge Linden im Hofgarten.",
    "body": "<p>Die Arbeiten dauern bis Freitag. Die Wege bleiben offen.</p>",
    "keywords": ["Stadtgrün", "Hofgarten"],
    "contact": "Mira Brandt, Telefon 0211 89-00000",
    "responsible": "Konrad Ellerbeck",
}


def story(*, by: User | None = None, pictures: int = 0, video: bool = False, **facts: Any) -> Story:
    """A draft with so many pictures, each with its alternative text ``Linde 1`` and so on."""
    by = by or people.editor()
    # Where the register of tasks is kept, a story that lacks nothing names one.
    given = FACTS | {"remit": Remit.objects.offered().first()} | facts
    made = stories.create(by=by, **given)
    for number in range(1, pictures + 1):
        asset = media.picture(by=by, alt=f"Linde {number}", name=f"bild{number}.jpg")
        made = stories.add_image(story=made, asset=asset, by=by)
    if video:
        made = stories.set_video(story=made, asset=media.clip(by=by), by=by)
    return made


def crisis(*, by: User | None = None, **facts: Any) -> Crisis:
    """A crisis that is on."""
    given = {"reason": "Hochwasser", "started_at": timezone.now(), "started_by": by or people.cvd()}
    return Crisis.objects.create(**(given | facts))
