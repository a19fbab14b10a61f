"""The room's closed sets. Values are stored; labels are shown."""

from django.db.models import TextChoices


class RecipientState(TextChoices):
    """Where one mail stands.

    ``LATER`` was turned away for now and nothing arrived; ``UNKNOWN`` was cut off after the text had
    been handed over, so it may have arrived and is never sent a second time.
    """

    PENDING = "pending", "Wartet"
    SENDING = "sending", "Wird gesendet"
    SENT = "sent", "Gesendet"
    REFUSED = "refused", "Abgelehnt"
    LATER = "later", "Später erneut"
    UNKNOWN = "unknown", "Ungewiss"


# Nothing has arrived at these addresses, so a mail may go out.
UNSENT = (RecipientState.PENDING, RecipientState.LATER)
# Something has arrived there, or may have.
REACHED = (RecipientState.SENDING, RecipientState.SENT, RecipientState.UNKNOWN)


class InquiryChannel(TextChoices):
    """By which way a journalist asked."""

    PHONE = "phone", "Telefon"
    MAIL = "mail", "E-Mail"
    PERSON = "person", "Persönlich"
    FORM = "form", "Formular"


class InquiryState(TextChoices):
    """How far an inquiry is; never stored, always derived from what happened to it."""

    OPEN = "open", "Offen"
    WRITTEN = "written", "Wartet auf Freigabe"
    RELEASED = "released", "Freigegeben"
    ANSWERED = "answered", "Beantwortet"
    CLOSED = "closed", "Geschlossen"


class AnswerWay(TextChoices):
    """How an answer reached the journalist."""

    MAIL = "mail", "per E-Mail"
    PHONE = "phone", "am Telefon"
    PERSON = "person", "persönlich"


class AccreditationState(TextChoices):
    """What the press office decided about one person."""

    ASKED = "asked", "Angefragt"
    ACCEPTED = "accepted", "Zugesagt"
    WAITING = "waiting", "Warteliste"
    REFUSED = "refused", "Abgesagt"


class Proof(TextChoices):
    """By what somebody shows that they work for the press."""

    CARD = "card", "Presseausweis"
    ASSIGNMENT = "assignment", "Auftrag einer Redaktion"


class Purpose(TextChoices):
    """What somebody comes for."""

    TEXT = "text", "Text"
    PHOTO = "photo", "Foto"
    FILM = "film", "Film"
    SOUND = "sound", "Ton"
