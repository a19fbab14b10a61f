"""Every write to the city's own word list."""

import re

from django.db import transaction

from people import audit
from people.models import User
from stories.errors import DeskError
from stories.models import CityWord

SHAPE = re.compile(r"[^\W\d_](?:[\w’'. -]*\w)?")
LONGEST = 80


def _proper(word: str) -> str:
    word = re.sub(r"\s+", " ", word).strip()
    if len(word) > LONGEST or not SHAPE.fullmatch(word):
        raise DeskError(
            f"„{word[:40]}“ wurde nicht aufgenommen: Ein Wort beginnt mit einem Buchstaben und hat höchstens "
            f"{LONGEST} Zeichen. Bitte prüfen Sie die Eingabe."
        )
    return word


@transaction.atomic
def add(*, word: str, by: User) -> CityWord:
    """Take ``word`` into the list; one that is there already stays as it is. Raises DeskError for what is no word."""
    row, created = CityWord.objects.get_or_create(word=_proper(word), defaults={"created_by": by})
    if created:
        audit.record(by=by, verb="stories.add_word", target=row)
    return row


@transaction.atomic
def remove(*, word: CityWord, by: User) -> None:
    """Take ``word`` off the list; adding it again brings it back."""
    audit.record(by=by, verb="stories.remove_word", target=word)
    word.delete()


@transaction.atomic
def add_all(*, text: str, by: User) -> list[CityWord]:
    """Take in one word a line, all or none. Returns those that were new."""
    words = {_proper(line) for line in text.splitlines() if line.strip()}
    known = set(CityWord.objects.filter(word__in=words).values_list("word", flat=True))
    return [add(word=word, by=by) for word in sorted(words - known)]
