"""What the desk says about files it cannot take: what happened, why, and what to do."""

from typing import Any

IMAGE = {
    "empty": "Die Datei „{name}“ ist leer; laden Sie das Bild bitte noch einmal hoch.",
    "too_large": (
        "Das Bild „{name}“ ist {megabytes} MB groß, erlaubt sind {limit} MB; speichern Sie es bitte kleiner, "
        "zum Beispiel als JPEG."
    ),
    "not_an_image": (
        "„{name}“ ist keine Bilddatei, auch wenn der Name so aussieht; wählen Sie bitte ein Bild im Format "
        "JPEG, PNG, WebP, TIFF oder GIF."
    ),
    "video": "„{name}“ ist ein Video und kein Bild; laden Sie es bitte im Feld für Videos hoch.",
    "heic": (
        "„{name}“ ist ein HEIC-Bild, das viele Browser und Kanäle nicht lesen können; speichern Sie es bitte "
        "als JPEG (iPhone: Einstellungen, Kamera, Formate, „Maximale Kompatibilität“)."
    ),
    "svg": (
        "„{name}“ ist eine SVG-Zeichnung, die aktive Inhalte tragen kann und auf den Kanälen nicht "
        "angenommen wird; exportieren Sie sie bitte als PNG."
    ),
    "unsupported": (
        "Das Format {format} von „{name}“ nehmen die Kanäle nicht an; speichern Sie das Bild bitte als JPEG oder PNG."
    ),
    "damaged": (
        "Das Bild „{name}“ ist beschädigt oder unvollständig übertragen; öffnen Sie es bitte auf Ihrem "
        "Rechner, speichern es neu und laden es noch einmal hoch."
    ),
    "too_many_pixels": (
        "Das Bild „{name}“ hat mehr als {limit} Megapixel und lässt sich nicht sicher verarbeiten; "
        "verkleinern Sie es bitte vor dem Hochladen."
    ),
}

VIDEO = {
    "empty": "Die Datei „{name}“ ist leer; laden Sie das Video bitte noch einmal hoch.",
    "too_large": (
        "Das Video „{name}“ ist {gigabytes} GB groß, erlaubt sind {limit} GB; exportieren Sie es bitte mit "
        "geringerer Datenrate."
    ),
    "not_a_video": "„{name}“ ist keine Videodatei; wählen Sie bitte ein Video im Format MP4 oder MOV.",
    "unsupported_container": (
        "Das Format {format} von „{name}“ nehmen nicht alle Kanäle an; exportieren Sie das Video bitte als "
        "MP4 mit H.264 und AAC."
    ),
    "damaged": (
        "Das Video „{name}“ ist beschädigt oder unvollständig übertragen; exportieren Sie es bitte neu und "
        "laden es noch einmal hoch."
    ),
    "no_picture": "„{name}“ enthält keine Bildspur, nur Ton; exportieren Sie bitte die Fassung mit Bild.",
    "unsupported_codec": (
        "Das Video „{name}“ ist mit {codec} kodiert, das nicht alle Kanäle annehmen; exportieren Sie es "
        "bitte als MP4 mit H.264 (8 Bit, 4:2:0) und AAC."
    ),
    "unsupported_sound": (
        "Der Ton von „{name}“ ist mit {codec} kodiert, das nicht alle Kanäle annehmen; exportieren Sie das "
        "Video bitte mit AAC-Ton."
    ),
}

NOTICES = {
    "large": (
        "Das Bild hat {megapixels} Megapixel. Das Original bleibt erhalten; für die Kanäle wird eine "
        "kleinere Fassung erzeugt."
    ),
    "tiny": (
        "Das Bild ist nur {width} × {height} Pixel groß und wirkt auf den Kanälen unscharf; nehmen Sie nach "
        "Möglichkeit eine größere Fassung."
    ),
    "animated": "Das Bild ist animiert; die Kanäle erhalten nur das erste Einzelbild.",
    "silent": "Das Video hat keine Tonspur.",
}


class BadFile(ValueError):
    """A file the media library refuses. ``str(error)`` is one German sentence for the person at the desk."""

    sentences: dict[str, str] = {}

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(self.sentences[code].format(**values))
        self.code = code
        self.values = values


def notice(code: str, **values: Any) -> str:
    """A sentence that informs and does not stop."""
    return NOTICES[code].format(**values)
