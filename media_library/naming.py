"""File names that are safe wherever they travel."""

import re
from pathlib import PurePath

from django.utils.text import slugify

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def spelled_out(text: str) -> str:
    """``text`` with its umlauts in ASCII letters, as in addresses and file names: ``Grün`` is ``Gruen``."""
    return text.translate(_UMLAUTS)


def safe_name(name: str, *, fallback: str = "datei") -> str:
    """A short ASCII file name that is safe in paths, URLs and headers; the extension is kept if plain."""
    path = PurePath(name.replace("\\", "/"))
    stem = slugify(spelled_out(path.stem))[:60].strip("-") or fallback
    suffix = path.suffix.lower()
    return stem + (suffix if re.fullmatch(r"\.[a-z0-9]{1,5}", suffix) else "")
