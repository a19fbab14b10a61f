"""What must hold after every run, judged by what the platforms received.

Pure functions over :class:`Evidence`; each answers with sentences, none when it holds. The platforms' own books decide:
our tables only say what was approved, what we claim, and what we wrote into the audit trail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

FINAL = frozenset({"sent", "refused", "account", "held", "manual", "withdrawn", "cancelled"})
ATTEMPT_ENDS = frozenset({"sent", "refused", "account", "later", "unknown", "lost", "held", "stopped"})
EARLY = 0.5


@dataclass(frozen=True, slots=True)
class Words:
    """What an approval sealed for one account; a medium is the set of checksums its file may have there."""

    title: str = ""
    text: str = ""
    html: str = ""
    media: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One post as the platform has it. ``created`` is a Unix time by the newsroom's clock, at the latest."""

    platform: str
    account: str
    id: str
    created: float
    title: str = ""
    text: str = ""
    html: str = ""
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as the mail server has it. ``mark`` is its Message-ID, which names delivery and reader."""

    mark: str
    to: str
    created: float
    subject: str = ""
    text: str = ""
    pdf: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the ledger with its approval, attempts and audit trail.

    ``account`` is the id on the platform; ``readers`` maps the Message-ID of each mail to its address, ``pdf`` is the
    checksum of the release. ``repeats`` counts how often a person said that unclear mails are to be sent again.
    """

    id: str
    kind: str
    account: str
    state: str
    slot: float
    sealed: Words
    needs_person: bool = False
    remote_id: str = ""
    attempts: tuple[str, ...] = ()
    open_attempts: int = 0
    audits: tuple[str, ...] = ()
    readers: dict[str, str] = field(default_factory=dict)
    pdf: str = ""
    repeats: int = 0

    @property
    def name(self) -> str:
        return f"{self.kind} {self.id[:8]} „{(self.sealed.title or self.sealed.text)[:30]}“"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it, after a run: ``approved`` counts the renditions that approvals sealed."""

    deliveries: tuple[Delivery, ...]
    posts: tuple[Post, ...] = ()
    mails: tuple[Mail, ...] = ()
    approved: int = 0
    drops: int = 0

    def posts_of(self, delivery: Delivery) -> list[Post]:
        """The living posts that say what this approval sealed, on its account."""
        return [post for post in self.posts if _place(post) == _place_of(delivery) and _same_words(post, delivery)]

    def mails_of(self, delivery: Delivery) -> list[Mail]:
        return [mail for mail in self.mails if mail.mark in delivery.readers]


def once(evidence: Evidence) -> list[str]:
    """I1: a platform has at most one post for each delivery, a reader at most one mail and one more for each time
    a person said that the unclear ones are to be sent again."""
    wrong = []
    for delivery in evidence.deliveries:
        posts = evidence.posts_of(delivery)
        if len(posts) > 1:
            wrong.append(f"{delivery.name}: {len(posts)} Posts ({', '.join(post.id for post in posts)})")
        got = Counter(mail.mark for mail in evidence.mails_of(delivery))
        wrong += [
            f"{delivery.name}: {count} Mails an {delivery.readers[mark]}"
            for mark, count in got.items()
            if count > 1 + delivery.repeats
        ]
    return wrong


def visible(evidence: Evidence) -> list[str]:
    """I2: whatever was approved has its row, and the row is sent, still open, or in front of a person."""
    wrong = []
    if len(evidence.deliveries) != evidence.approved:
        wrong.append(f"{evidence.approved} freigegeben, {len(evidence.deliveries)} Zeilen")
    for delivery in evidence.deliveries:
        by_a_person = {"channels_publish.cancel", "channels_publish.left_out"} & set(delivery.audits)
        if delivery.state == "cancelled" and not by_a_person:
            wrong.append(f"{delivery.name}: abgesagt, aber von niemandem")
        if delivery.state not in FINAL | {"due", "sending", "unknown"}:
            wrong.append(f"{delivery.name}: Stand {delivery.state}, den keine Liste zeigt")
    return wrong


def sealed(evidence: Evidence) -> list[str]:
    """I3: whatever a platform shows is, word for word and file for file, what an approval sealed for that account."""
    known: dict[tuple[str, str], list[Delivery]] = {}
    for delivery in evidence.deliveries:
        known.setdefault(_place_of(delivery), []).append(delivery)
    wrong = []
    for post in evidence.posts:
        twins = [delivery for delivery in known.get(_place(post), []) if _same_words(post, delivery)]
        if not twins:
            wrong.append(f"{post.platform} {post.id}: „{post.text[:60]}“ hat so niemand freigegeben")
        elif not any(_same_media(post, delivery) for delivery in twins):
            wrong.append(f"{post.platform} {post.id}: andere Medien als freigegeben")
    for mail in evidence.mails:
        owners = [delivery for delivery in evidence.deliveries if mail.mark in delivery.readers]
        if not owners or not _says(mail, owners[0]):
            wrong.append(f"Mail an {mail.to}: „{mail.subject}“ hat so niemand freigegeben")
    return wrong


def settled(evidence: Evidence) -> list[str]:
    """I4: after a restart without faults nothing is open: sent, ended, or a person's to decide."""
    return [
        f"{delivery.name}: noch {delivery.state}"
        for delivery in evidence.deliveries
        if delivery.state in {"due", "sending"} or (delivery.state == "unknown" and not delivery.needs_person)
    ]


def there(evidence: Evidence) -> list[str]:
    """I5: what the ledger calls sent, the platform has, under that very id; and no id serves two deliveries."""
    wrong, used = [], Counter(d.remote_id for d in evidence.deliveries if d.state == "sent" and d.kind != "press")
    for delivery in evidence.deliveries:
        if delivery.state != "sent":
            continue
        if delivery.kind == "press":
            if not evidence.mails_of(delivery):
                wrong.append(f"{delivery.name}: gesendet, aber niemand hat die Mail")
            continue
        by_person = delivery.remote_id.startswith("person:")
        ids = {post.id for post in evidence.posts if _place(post) == _place_of(delivery)}
        if not (evidence.posts_of(delivery) if by_person else delivery.remote_id in ids):
            wrong.append(f"{delivery.name}: gesendet als {delivery.remote_id}, dort nicht zu finden")
        if used[delivery.remote_id] > 1 and not by_person:
            wrong.append(f"{delivery.name}: {delivery.remote_id} gehört {used[delivery.remote_id]} Auslieferungen")
    return wrong


def not_early(evidence: Evidence) -> list[str]:
    """I6: nothing is public before its slot."""
    return [
        f"{delivery.name}: {delivery.slot - arrived.created:.1f} Sekunden zu früh"
        for delivery in evidence.deliveries
        for arrived in [*evidence.posts_of(delivery), *evidence.mails_of(delivery)]
        if arrived.created < delivery.slot - EARLY
    ]


def recorded(evidence: Evidence) -> list[str]:
    """I7: every attempt that ended has its audit row, no other has one, and none runs without a worker."""
    wrong = []
    for delivery in evidence.deliveries:
        ends = Counter(end for end in delivery.attempts if end in ATTEMPT_ENDS)
        told = Counter(verb.removeprefix("channels_publish.") for verb in delivery.audits)
        if differing := {end for end in ATTEMPT_ENDS if ends[end] != told[end]}:
            pairs = ", ".join(f"{end}: {ends[end]} Versuche, {told[end]} Einträge" for end in sorted(differing))
            wrong.append(f"{delivery.name}: {pairs}")
        if delivery.open_attempts > (delivery.state == "sending"):
            wrong.append(f"{delivery.name}: {delivery.open_attempts} Versuche laufen, Stand {delivery.state}")
        sent = told["sent"] + told["found"] + delivery.audits.count("channels_publish.decide:posted")
        if sent != (delivery.state == "sent"):
            wrong.append(f"{delivery.name}: {sent}-mal als gesendet vermerkt, Stand {delivery.state}")
    return wrong


def done(evidence: Evidence) -> list[str]:
    """I8: once people answered what the software had to leave to them, everything approved is sent."""
    return [f"{delivery.name}: {delivery.state}" for delivery in evidence.deliveries if delivery.state != "sent"]


INVARIANTS: dict[str, tuple[str, Callable[[Evidence], list[str]]]] = {
    "I1": ("nichts doppelt", once),
    "I2": ("nichts verschwunden", visible),
    "I3": ("nichts, was nicht freigegeben ist", sealed),
    "I4": ("nach einem Neustart bleibt nichts liegen", settled),
    "I5": ("gesendet heißt: es ist da", there),
    "I6": ("nichts vor seinem Termin", not_early),
    "I7": ("alles vermerkt", recorded),
    "I8": ("nach den Antworten der Menschen ist alles gesendet", done),
}


def broken(evidence: Evidence, only: Iterable[str] = INVARIANTS) -> dict[str, list[str]]:
    """The invariants that do not hold, each with its sentences."""
    found = {code: INVARIANTS[code][1](evidence) for code in only}
    return {code: sentences for code, sentences in found.items() if sentences}


def _place(post: Post) -> tuple[str, str]:
    return post.platform, post.account


def _place_of(delivery: Delivery) -> tuple[str, str]:
    return delivery.kind, delivery.account


def _plain(text: str) -> str:
    return " ".join(text.split())


def _same_words(post: Post, delivery: Delivery) -> bool:
    """A platform without a title has only the text; the website has all three."""
    pairs = [(post.text, delivery.sealed.text)]
    if delivery.kind in {"website", "youtube"}:
        pairs.append((post.title, delivery.sealed.title))
    if delivery.kind == "website":
        pairs.append((post.html, delivery.sealed.html))
    return all(_plain(theirs) == _plain(ours) for theirs, ours in pairs)


def _same_media(post: Post, delivery: Delivery) -> bool:
    sealed_media = delivery.sealed.media
    return len(post.media) == len(sealed_media) and all(
        sha in allowed for sha, allowed in zip(post.media, sealed_media, strict=True)
    )


def _says(mail: Mail, delivery: Delivery) -> bool:
    lead = "".join(delivery.sealed.text.split())
    return (
        mail.subject.endswith(delivery.sealed.title)
        and lead in "".join(mail.text.split())
        and mail.pdf == delivery.pdf
    )
