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
    EXPIRED = "expired", "Freigabe abgelaufen"


class CorrectionKind(TextChoices):
    """What is said about a story that is already public, or is with the press under embargo.

    ``LIFT`` ends the embargo before its time and is told to whoever was sent the story under it, not to readers."""

    CORRECTION = "correction", "Korrektur"
    WITHDRAWAL = "withdrawal", "Rücknahme"
    LIFT = "lift", "Aufhebung der Sperrfrist"


class TopicState(TextChoices):
    """Where a topic stands on its way to a story; the columns of the board, in their order."""

    NEW = "new", "Neu"
    ACCEPTED = "accepted", "Angenommen"
    IN_WORK = "in_work", "In Arbeit"
    DONE = "done", "Erledigt"
    DECLINED = "declined", "Abgelehnt"


# Nobody waits for these any more.
CLOSED_TOPICS = frozenset({TopicState.DONE, TopicState.DECLINED})


class SourceKind(TextChoices):
    """By which door a piece of news came in."""

    DESK = "desk", "Redaktion"
    FORM = "form", "Formular"
    MAIL = "mail", "E-Mail"
    WORD = "word", "Word-Datei"
    FEED = "feed", "Feed"
    API = "api", "Schnittstelle"
    PLAN = "plan", "Wiederkehrend"


class Language(TextChoices):
    """In which other language a story is also told. Values are BCP 47 tags.

    ``de-simple`` uses the registered variant subtag *simple* (IANA language subtag registry, 2015-12-29).
    """

    SIMPLE = "de-simple", "Leichte Sprache"
    ENGLISH = "en", "Englisch"


class Verdict(TextChoices):
    """What a department answers to a fact check."""

    CORRECT = "correct", "Stimmt so"
    REMARKS = "remarks", "Mit Anmerkungen"
