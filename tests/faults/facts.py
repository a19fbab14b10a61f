"""What a run has left behind: the platforms' books, our ledger's claims, and the times of crisis.

Plain data, read by the invariants.
"""

from __future__ import annotations

from dataclasses import dataclass, field


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
    A step names its ``original``, what it is part of (``correction``: correction or withdrawal) and its ``notice``;
    ``turned_away`` are readers whom the mail server refused for good; ``lane`` is the crisis whose short way it takes.
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
    act: str = "publish"
    original: str = ""
    correction: str = ""
    notice: str = ""
    turned_away: frozenset[str] = frozenset()
    lane: int | None = None

    @property
    def shows(self) -> bool:
        """Whether readers see something of it; of what was taken back only the website keeps a notice."""
        return self.act != "withdraw" or self.kind == "website"

    @property
    def name(self) -> str:
        return f"{self.kind} {self.id[:8]} „{(self.sealed.title or self.sealed.text)[:30]}“"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A call that readers would see, or a mail with its ``mark``; ``at`` is a true Unix time."""

    platform: str
    at: float
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """A crisis from when it was switched on until it was switched off, by true Unix time, with what arrived."""

    crisis: int
    begun: float
    ended: float
    arrivals: tuple[Arrival, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it, after a run: ``approved`` counts the renditions and steps that approvals sealed."""

    deliveries: tuple[Delivery, ...]
    posts: tuple[Post, ...] = ()
    mails: tuple[Mail, ...] = ()
    approved: int = 0
    silences: tuple[Silence, ...] = ()

    def posts_of(self, delivery: Delivery) -> list[Post]:
        """The living posts that say what this approval sealed, on its account."""
        if not delivery.shows:
            return []
        return [post for post in self.posts if place(post) == place_of(delivery) and same_words(post, delivery)]

    def mails_of(self, delivery: Delivery) -> list[Mail]:
        return [mail for mail in self.mails if mail.mark in delivery.readers]


def place(post: Post) -> tuple[str, str]:
    return post.platform, post.account


def place_of(delivery: Delivery) -> tuple[str, str]:
    return delivery.kind, delivery.account


def plain(text: str) -> str:
    return " ".join(text.split())


def same_words(post: Post, delivery: Delivery) -> bool:
    """A platform without a title has only the text; the website has all three."""
    pairs = [(post.text, delivery.sealed.text)]
    if delivery.kind in {"website", "youtube"}:
        pairs.append((post.title, delivery.sealed.title))
    if delivery.kind == "website":
        pairs.append((post.html, delivery.sealed.html))
    return all(plain(theirs) == plain(ours) for theirs, ours in pairs)


def same_media(post: Post, delivery: Delivery) -> bool:
    sealed_media = delivery.sealed.media
    return len(post.media) == len(sealed_media) and all(
        sha in allowed for sha, allowed in zip(post.media, sealed_media, strict=True)
    )


def says(mail: Mail, delivery: Delivery) -> bool:
    lead = "".join(delivery.sealed.text.split())
    return (
        mail.subject.endswith(delivery.sealed.title)
        and lead in "".join(mail.text.split())
        and mail.pdf == delivery.pdf
    )


def number(kind: str, remote_id: str) -> str:
    """Meta names a video by a number and its post by page and number; a receipt may have either."""
    return remote_id.rpartition("_")[2] if kind == "facebook" else remote_id
