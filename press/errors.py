"""What can go wrong at the press desk. ``str()`` of each is one German sentence for the screen."""

from stories.errors import DeskError


class Outdated(DeskError):
    """Somebody saved the same row in between; nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            "Inzwischen hat jemand anderes hier gespeichert. Ihre Eingaben stehen noch da: Vergleichen Sie mit dem, "
            "was jetzt gespeichert ist, und speichern Sie dann erneut."
        )


class TooMany(DeskError):
    """More requests than a press office ever sees within an hour."""

    def __init__(self) -> None:
        super().__init__(
            "Gerade kommen ungewöhnlich viele Anfragen. Ihre Angaben stehen noch da: Bitte senden Sie sie in einer "
            "Stunde noch einmal oder rufen Sie die Pressestelle an."
        )
