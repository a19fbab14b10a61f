"""States of a story and outcomes of a review. Values are stored; labels are shown."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a story stands. Only :mod:`stories.actions` moves it."""

    DRAFT = "draft", "Entwurf"
    IN_REVIEW = "in_review", "Zur Abnahme"
    APPROVED = "approved", "Freigegeben"
    PUBLISHED = "published", "Veröffentlicht"
    WITHDRAWN = "withdrawn", "Zurückgenommen"


# In these a story may leave the house.
RELEASED = frozenset({State.APPROVED, State.PUBLISHED})


class Outcome(TextChoices):
    """What happened in the review of one revision."""

    SUBMITTED = "submitted", "Eingereicht"
    APPROVED = "approved", "Freigegeben"
    RETURNED = "returned", "Zurückgegeben"
    BROKEN = "broken", "Siegel gebrochen"
    WITHDRAWN = "withdrawn", "Zurückgezogen"


class CorrectionKind(TextChoices):
    """What is said about a story that is already public."""

    CORRECTION = "correction", "Korrektur"
    WITHDRAWAL = "withdrawal", "Rücknahme"
