"""The contract between the newsroom and a platform.

Adapters are plain Python: no Django, no ORM, no Celery, no clock. They take a frozen
:class:`Post` and :class:`Credentials` and answer with a :class:`Receipt`, or raise exactly one
of four errors. Whether trying again helps is the only thing the errors distinguish.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

MOST_SHOWN = 25
"""How many of an account's posts a person is shown to choose from: one page of every platform's list."""


@dataclass(frozen=True, slots=True)
class Image:
    """One picture, already cropped and encoded for the channel.

    ``path`` is a local file; ``url`` is an address the platform itself can fetch (Instagram
    needs one); ``alt`` is the alternative text for people who cannot see it.
    """

    name: str
    path: str
    url: str
    mime: str
    width: int
    height: int
    size: int
    sha256: str
    alt: str
    credit: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Video:
    """One video file; ``seconds`` is its length, ``size`` its bytes."""

    name: str
    path: str
    url: str
    mime: str
    width: int
    height: int
    seconds: float
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """What the city says afterwards about a post that was already public.

    ``kind`` is ``correction``, ``withdrawal`` or, to the press, ``lift``: the embargo ended early. ``date`` is the
    day of the notice, ``published`` that of the original (ISO 8601). ``key`` is the original's delivery,
    ``remote_id`` and ``url`` what the platform called it; all three are empty for an older notice that is only
    shown again.
    """

    kind: str
    notice: str
    date: str
    key: str = ""
    remote_id: str = ""
    url: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One story fitted to one account: what leaves the house, and nothing else.

    ``text`` is what the public reads on a social channel, the lead on the website and in the
    press release; ``html`` is the cleaned body of website and press. Times are ISO 8601 with zone.
    ``amendments`` are the notices readers get with it, the newest first; none with a first publication.
    """

    title: str = ""
    text: str = ""
    html: str = ""
    link: str = ""
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    video: Video | None = None
    kicker: str = ""
    department: str = ""
    contact: str = ""
    responsible: str = ""
    embargo: str = ""
    date: str = ""
    slug: str = ""
    amendments: tuple[Amendment, ...] = ()

    @property
    def amendment(self) -> Amendment | None:
        """What this post itself says about an earlier one."""
        return self.amendments[0] if self.amendments and self.amendments[0].key else None


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to reach one account. Pointing ``base_url`` at the sandbox is the whole switch.

    ``account_id`` is the platform's own id of the page, user, channel or endpoint. ``options``
    holds what only this kind of channel needs. ``timeout`` is seconds for one HTTP exchange.
    """

    base_url: str
    account_id: str
    token: str = field(repr=False)
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's own id and public address of what we published."""

    remote_id: str
    url: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One post as the account shows it now, for a person to compare with what we sent.

    ``note`` is a code where the public sees less of it than it seems: ``processing`` or ``rejected``.
    """

    remote_id: str
    url: str
    text: str
    title: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the account could publish now; ``message`` quotes the platform, ``code`` names what is wrong."""

    ok: bool
    message: str = ""
    expires_at: datetime | None = None
    code: str = ""

    @classmethod
    def failing(cls, problem: AccountProblem) -> Health:
        """What an account problem says about the account."""
        return cls(ok=False, message=problem.detail or problem.code, code=problem.code)


@dataclass(frozen=True, slots=True)
class Quota:
    """How much an account has used of what a platform allows in one window.

    ``name`` is translated by the screen (``posts_24h``, ``posts_15min``, ``videos_day``, ``units_day``);
    ``resets_at`` is when a fixed window opens anew, None where it slides.
    """

    name: str
    used: int
    limit: int
    resets_at: datetime | None = None


class Severity(StrEnum):
    """``ERROR`` blocks approval, ``WARNING`` wants a look, ``HINT`` explains."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a post the platform would refuse or an editor should know.

    The screen translates ``code`` with ``values``; ``field`` names the input to jump to
    (``title text html link tags images video``).
    """

    code: str
    field: str
    severity: Severity = Severity.ERROR
    values: Mapping[str, str | int | float] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """A counter: ``used`` of ``limit`` in ``unit`` (``characters``, ``weighted`` or ``bytes``).

    An ``advisory`` limit is a recommendation: nothing is cut or refused for going over it.
    """

    field: str
    used: int
    limit: int
    unit: str = "characters"
    advisory: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """One platform limit with the place it was read and the day that was."""

    value: int | float
    source: str
    checked: str


class Resume(Protocol):
    """Handles of a call in several steps, kept durably *before* the step that needs them."""

    def get(self, name: str) -> str | None:
        """The stored handle, or None."""

    def save(self, **handles: str) -> None:
        """Store handles and commit; raises when this worker no longer owns the delivery."""

    def confirm(self) -> None:
        """Ask leave for the call the public will see, right before it; raises where it may no longer be made."""


class AdapterError(Exception):
    """Base of the four. ``code`` is translated for the desk, ``detail`` quotes the platform."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class Refused(AdapterError):
    """The post is at fault and was not published. Trying again without a change is pointless."""


class AccountProblem(AdapterError):
    """Token, right or account is at fault; nothing was published. Someone must mend the account."""


class TryLater(AdapterError):
    """Nothing was published and it may work later; ``after`` is seconds to wait, where told."""

    def __init__(self, code: str, detail: str = "", *, after: float | None = None) -> None:
        super().__init__(code, detail)
        self.after = after


class Unknown(AdapterError):
    """The call was cut off after sending: it may or may not be public. Never repeat blindly."""


class Adapter:
    """Base class of every channel. One instance serves one call, so credentials never mix.

    ``can`` names what it does besides publishing: ``correct`` and ``withdraw`` a published post, or send a
    ``follow_up`` to it.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    can: ClassVar[frozenset[str]] = frozenset()
    limits: ClassVar[Mapping[str, Limit]] = {}
    readable: ClassVar[bool] = False
    """Whether :meth:`recent` can say what the account shows."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.learned_quotas: tuple[Quota, ...] = ()
        """What the platform told by the way, in the headers of a call."""

    @classmethod
    def measure(cls, post: Post) -> tuple[Measure, ...]:
        """The counters of this channel, by the platform's own counting rule."""
        raise NotImplementedError

    @classmethod
    def problems(cls, post: Post) -> tuple[Problem, ...]:
        """What the platform would refuse, found without asking it."""
        raise NotImplementedError

    @classmethod
    def prove(cls, post: Post) -> tuple[Problem, ...]:  # noqa: ARG003 (for those that make a file of their own)
        """What only making the thing can tell; asked before submission and approval. Nothing leaves the house."""
        return ()

    @classmethod
    def can_become(cls, sent: Mapping[str, Any], post: Post) -> bool:  # noqa: ARG003 (for those that keep media)
        """Whether :meth:`correct` can turn what was sent (the ledger's record of it) into ``post``."""
        return "correct" in cls.can

    @classmethod
    def price_usd(cls, post: Post) -> float | None:  # noqa: ARG003 (the contract names it)
        """What the platform charges for this post in US dollars; None where it charges nothing."""
        return None

    def publish(self, post: Post, *, key: str, resume: Resume) -> Receipt:
        """Publish once. ``key`` is the delivery's own id, for platforms that take one."""
        raise NotImplementedError

    def find(self, post: Post, *, key: str, since: datetime, resume: Resume) -> Receipt | None:
        """Read the platform back: the receipt if this post is there, None if it is surely not.

        Raises :class:`Unknown` where the platform cannot tell, the other errors as they come.
        """
        raise NotImplementedError

    def recent(self, *, since: datetime) -> tuple[Shown, ...]:
        """What the account shows that is not older than ``since``, newest first, at most :data:`MOST_SHOWN`.

        Only where ``readable``. Changes nothing; raises the four errors as they come.
        """
        raise NotImplementedError

    def correct(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> Receipt:
        """Change the published post into ``post``; only where ``can`` names it. Repeating it is harmless.

        Raises :class:`Refused` (``post_gone``) where the post is no longer there.
        """
        raise NotImplementedError

    def withdraw(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> None:
        """Take the published post back; only where ``can`` names it. Repeating it is harmless, and a post
        that is already gone is taken back."""
        raise NotImplementedError

    def check(self) -> Health:
        """Whether token and account would work now; publishes nothing.

        An account that would not is an answer; a platform that cannot be asked raises TryLater.
        """
        raise NotImplementedError

    def quotas(self) -> tuple[Quota, ...]:
        """What the platform tells of its limits when asked; publishes nothing. Empty where it offers no reading."""
        return ()
