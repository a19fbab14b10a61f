"""States of one mail to one recipient. Values are stored; labels are shown."""

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
