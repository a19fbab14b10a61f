"""Channel kinds and delivery states. Values are stored; labels are shown."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """A channel is a kind; an account is one page, handle or list on it."""

    PRESS = "press", "Pressemitteilung"
    WEBSITE = "website", "duesseldorf.de"
    FACEBOOK = "facebook", "Facebook"
    X = "x", "X"
    INSTAGRAM = "instagram", "Instagram"
    YOUTUBE = "youtube", "YouTube"


class Media(TextChoices):
    """Which of the story's media a rendition carries."""

    IMAGES = "images", "Bilder"
    VIDEO = "video", "Video"
    NONE = "none", "nur Text"


class State(TextChoices):
    """Where a delivery stands.

    ``DUE`` waits for its time or its next try; ``HELD`` was approved but its seal no longer
    matches; ``UNKNOWN`` was cut off after sending and is never repeated blindly; ``MANUAL`` is a step
    that only a person can do on the platform; ``WITHDRAWN`` was public and was taken back.
    """

    DUE = "due", "Geplant"
    SENDING = "sending", "Wird gesendet"
    SENT = "sent", "Gesendet"
    REFUSED = "refused", "Abgelehnt"
    ACCOUNT = "account", "Konto gestört"
    UNKNOWN = "unknown", "Ungewiss"
    HELD = "held", "Angehalten"
    MANUAL = "manual", "Von Hand"
    WITHDRAWN = "withdrawn", "Zurückgenommen"
    CANCELLED = "cancelled", "Abgesagt"


class Act(TextChoices):
    """What a delivery does. All but ``PUBLISH`` are steps of a correction or withdrawal, and name the
    delivery they follow up as their ``original``."""

    PUBLISH = "publish", "Veröffentlichen"
    EDIT = "edit", "Berichtigen"
    REPLACE = "replace", "Löschen und neu senden"
    FOLLOW_UP = "follow_up", "Nachtrag senden"
    WITHDRAW = "withdraw", "Zurücknehmen"
    MANUAL = "manual", "Von Hand"


class Trouble(TextChoices):
    """What is counted on every page of the desk and mailed to the Chef vom Dienst."""

    OVERDUE = "overdue", "Überfällig"
    UNKNOWN = "unknown", "Ungewiss"
    HELD = "held", "Angehalten"
    FAILED = "failed", "Nicht gesendet"
    PAUSED = "paused", "Konto angehalten"


class AttemptOutcome(TextChoices):
    """How one attempt ended."""

    RUNNING = "running", "läuft"
    SENT = "sent", "gesendet"
    REFUSED = "refused", "abgelehnt"
    ACCOUNT = "account", "Konto gestört"
    LATER = "later", "später erneut"
    UNKNOWN = "unknown", "ungewiss"
    LOST = "lost", "Zusteller ausgefallen"
    HELD = "held", "Siegel passte nicht"
    STOPPED = "stopped", "angehalten"


class CalendarScope(TextChoices):
    """Which part of the plan a subscribed calendar shows."""

    ALL = "all", "Alle Konten und Fristen"
    MINE = "mine", "Meine Beiträge und Fristen"
    ACCOUNT = "account", "Ein Konto"
