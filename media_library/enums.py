"""The closed sets of the media library."""

from django.db import models


class Kind(models.TextChoices):
    """What an asset is."""

    IMAGE = "image", "Bild"
    VIDEO = "video", "Video"


class Consent(models.TextChoices):
    """Whether the people in a picture agreed to its publication (KUG §§ 22, 23). Empty: nobody has said."""

    NOT_NEEDED = "not_needed", "Niemand ist erkennbar, oder es braucht keine"
    GIVEN = "given", "Liegt vor"
    MISSING = "missing", "Fehlt noch"
    WITHDRAWN = "withdrawn", "Widerrufen"
