"""The short post that corrects or takes back an earlier one, where the earlier one cannot be changed.

Pure text in, pure text out, never over the channel's limit.
"""

from collections.abc import Callable
from datetime import date

from stories.language.sentences import cut


def told(*, withdrawal: bool, notice: str, published: date, link: str, fits: Callable[[str], bool]) -> str:
    """What the follow-up says: which post is meant, what is right, and where to read it.

    ``published`` is the day of the original, ``fits`` the channel's own counting. The link is the last to
    go, since it leads to the full notice.
    """
    day = f"{published:%d.%m.%Y}"
    head = (
        f"Unseren Beitrag vom {day} nehmen wir zurück:" if withdrawal else f"Korrektur zu unserem Beitrag vom {day}:"
    )

    def whole(said: str) -> str:
        return "\n\n".join(filter(None, [f"{head} {said}".strip(), link]))

    said = cut(notice, lambda part: fits(whole(part)))
    return whole(said) if said or fits(whole("")) else whole("").removesuffix(link).strip()
