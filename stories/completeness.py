"""What a story must carry before anybody is asked to approve it."""

from dataclasses import dataclass

from stories.models import Story


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


def missing(story: Story) -> list[Gap]:
    """Everything that blocks submission, in the order of the form."""
    gaps = []
    if not story.headline.strip():
        gaps.append(Gap("headline", "Die Überschrift fehlt. Bitte geben Sie dem Beitrag einen Titel."))
    if not story.lead.strip() and not story.body.strip():
        gaps.append(Gap("body", "Der Beitrag hat noch keinen Text. Bitte schreiben Sie Vorspann oder Text."))
    if not story.contact.strip():
        gaps.append(Gap("contact", "Der Kontakt fehlt. Nennen Sie, wen die Presse bei Rückfragen erreicht."))
    if not story.responsible.strip():
        gaps.append(Gap("responsible", "Die verantwortliche Person (V.i.S.d.P.) fehlt. Das Presserecht verlangt sie."))
    return gaps + _image_gaps(story)


def _image_gaps(story: Story) -> list[Gap]:
    gaps = []
    for asset in story.ordered_images():
        if not asset.alt_text.strip():
            gaps.append(
                Gap(
                    f"image-{asset.pk}-alt_text",
                    f"Dem Bild „{asset.original_name}“ fehlt der Alternativtext. "
                    "Beschreiben Sie es für Menschen, die es nicht sehen.",
                )
            )
        if not asset.credit.strip():
            gaps.append(
                Gap(
                    f"image-{asset.pk}-credit",
                    f"Dem Bild „{asset.original_name}“ fehlt der Bildnachweis. Nennen Sie, von wem es ist.",
                )
            )
    return gaps
