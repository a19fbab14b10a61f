"""What a story must carry before anybody is asked to approve it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from media_library.rights import hindrances
from stories import structure
from stories.language.pictures import alt_fault
from stories.models import Remit, Story


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing piece: the input to jump to, and the sentence that says why it is needed."""

    field: str
    message: str


NOTICE = Gap(
    "notice",
    "Der Beitrag ist schon draußen, der Korrekturhinweis fehlt. Schreiben Sie, was falsch war und was richtig ist; "
    "bei einem reinen Schreibfehler genügt „ohne Hinweis berichtigen“.",
)


def missing(story: Story, *, remits: bool | None = None) -> list[Gap]:
    """Everything that blocks submission, in the order of the form.

    ``remits``: whether the register of tasks is kept; lists ask once for all their stories.
    """
    return _text_gaps(story) + _image_gaps(story) + _video_gaps(story) + _fact_gaps(story, remits)


def _text_gaps(story: Story) -> list[Gap]:
    gaps = []
    if not story.headline.strip():
        gaps.append(Gap("headline", "Die Überschrift fehlt. Bitte geben Sie dem Beitrag einen Titel."))
    if not story.lead.strip() and not story.body.strip():
        gaps.append(Gap("body", "Der Beitrag hat noch keinen Text. Bitte schreiben Sie Vorspann oder Text."))
    return gaps + [Gap("body", sentence) for sentence in structure.faults(story.body)]


def _fact_gaps(story: Story, remits: bool | None) -> list[Gap]:
    gaps = []
    if story.remit_id is None and (Remit.objects.offered().exists() if remits is None else remits):
        gaps.append(Gap("remit", "Die Aufgabe fehlt. Wählen Sie, zu welcher Aufgabe der Stadt dieser Beitrag gehört."))
    if not story.contact.strip():
        gaps.append(Gap("contact", "Der Kontakt fehlt. Nennen Sie, wen die Presse bei Rückfragen erreicht."))
    if not story.responsible.strip():
        gaps.append(Gap("responsible", "Die verantwortliche Person (V.i.S.d.P.) fehlt. Das Presserecht verlangt sie."))
    return gaps


def _image_gaps(story: Story) -> list[Gap]:
    gaps = []
    for asset in story.ordered_images():
        field = f"image-{asset.pk}-"
        if sentence := alt_fault(name=asset.original_name, words=asset.alt_text):
            gaps.append(Gap(f"{field}alt_text", sentence))
        if not asset.credit.strip():
            gaps.append(
                Gap(
                    f"{field}credit",
                    f"Dem Bild „{asset.original_name}“ fehlt der Bildnachweis. Nennen Sie, von wem es ist.",
                )
            )
        gaps += [Gap(f"{field}{found.field}", found.message) for found in hindrances(asset, first_day(story))]
    return gaps


def _video_gaps(story: Story) -> list[Gap]:
    film = story.video
    if film is None:
        return []
    gaps = [Gap(f"video-{found.field}", found.message) for found in hindrances(film, first_day(story))]
    if film.sound and not film.captions and not film.captions_reason.strip():
        gaps.append(
            Gap(
                "captions",
                f"Dem Video „{film.original_name}“ fehlen Untertitel. Laden Sie eine WebVTT-Datei hoch, oder "
                "schreiben Sie dazu, warum es keine braucht, etwa weil nicht gesprochen wird.",
            )
        )
    return gaps


def first_day(story: Story) -> date:
    """The earliest day, in the city, on which the public can see the story."""
    return timezone.localdate(max(filter(None, [timezone.now(), story.embargo])))
