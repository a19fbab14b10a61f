"""The closed sets of the media library."""

from django.db import models


class Kind(models.TextChoices):
    """What an asset is."""

    IMAGE = "image", "Bild"
    VIDEO = "video", "Video"
