"""What the platform shows beside what we sent: how alike each post is, and where the words differ."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from channels_publish.adapters.base import AccountProblem, AdapterError, Shown, TryLater
from channels_publish.messages import explain
from channels_publish.models import Delivery
from newsroom.differences import words

# Below this two texts share only everyday words; marking those would be noise.
ALIKE = 0.5
NEARLY_THE_SAME = 0.9
NOT_READ = "Was auf dem Konto steht, lässt sich gerade nicht lesen."
UNFORESEEN = f"{NOT_READ} Beim Nachsehen trat ein unerwarteter Fehler auf; die Administration findet ihn im Protokoll."
# No stretch is left out: a person compares the whole.
IN_FULL = 100_000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One post of the account. ``percent`` of the words agree; ``taken_by`` is the delivery it belongs to already."""

    shown: Shown
    percent: int
    title: SafeString
    text: SafeString
    taken_by: Delivery | None = None
    best: bool = False

    @property
    def alike(self) -> bool:
        return self.percent >= ALIKE * 100

    @property
    def same(self) -> bool:
        return self.percent >= NEARLY_THE_SAME * 100


def why_not(error: AdapterError) -> str:
    """Why the platform did not tell what it shows, and what to do."""
    if isinstance(error, AccountProblem):
        return f"{NOT_READ} {explain(error.code)}"
    if isinstance(error, TryLater):
        return f"{NOT_READ} Die Plattform antwortet nicht oder bremst uns. Versuchen Sie es gleich noch einmal."
    return (
        f"{NOT_READ} Mit der Antwort der Plattform war nichts anzufangen. Sehen Sie bitte selbst auf dem Konto nach."
    )


def candidates(delivery: Delivery, shown: Iterable[Shown]) -> list[Candidate]:
    """Each post compared with what was handed over, in the platform's own order, newest first."""
    posts = list(shown)
    ours = sent_words(delivery)
    taken = {row.remote_id: row for row in _taken(delivery, [post.remote_id for post in posts])}
    shares = [_share(ours, post) for post in posts]
    best = max(shares, default=0.0)
    return [
        _candidate(ours, post, share, taken.get(post.remote_id), best=share == best and share >= ALIKE)
        for post, share in zip(posts, shares, strict=True)
    ]


def sent_words(delivery: Delivery) -> tuple[str, str]:
    """Title and text as they were handed over, or as they would be."""
    if delivery.post:
        return str(delivery.post.get("title", "")), str(delivery.post.get("text", ""))
    return delivery.rendition.title, delivery.rendition.text


def _candidate(ours: tuple[str, str], post: Shown, share: float, taken: Delivery | None, *, best: bool) -> Candidate:
    title, text = (
        words(mine, theirs, keep=IN_FULL) if share >= ALIKE else _plain(theirs)
        for mine, theirs in zip(ours, (post.title, post.text), strict=True)
    )
    # Only YouTube and the website have titles; elsewhere ours is not missing, it was never sent.
    return Candidate(post, round(share * 100), title if post.title else _plain(""), text, taken, best)


def _plain(text: str) -> SafeString:
    return mark_safe(escape(text).replace("\n", "<br>"))  # noqa: S308 (escaped)


def _share(ours: tuple[str, str], post: Shown) -> float:
    """How much of the words agree, in order, between 0 and 1; a platform without titles is compared by its text."""
    mine = _words(" ".join(ours) if post.title else ours[1])
    theirs = _words(f"{post.title} {post.text}")
    return difflib.SequenceMatcher(None, mine, theirs, autojunk=False).ratio() if mine or theirs else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _taken(delivery: Delivery, ids: list[str]) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(account=delivery.account_id, remote_id__in=ids).exclude(pk=delivery.pk)
    return rows.select_related("rendition__story")
