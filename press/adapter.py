"""The channel press: a release as PDF, mailed to the list that is its account.

Unlike the other adapters this one keeps books of its own (who got the mail), because mail has no
platform to ask afterwards; therefore it lives in this room and uses its tables.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import ClassVar, Final

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from channels_publish.adapters.base import (
    AccountProblem,
    Adapter,
    AdapterError,
    Health,
    Limit,
    Measure,
    Post,
    Problem,
    Receipt,
    Refused,
    Resume,
    TryLater,
    Unknown,
)
from channels_publish.adapters.http import permalink
from press import pdf, problems
from press.actions import bookkeeping, mailings
from press.document import PdfRelease
from press.enums import Halt, RecipientState
from press.mail import MailError
from press.models import DistributionList, Mailing
from press.pdf import PdfError
from press.smtp import Connection, LoginRefused, Relay, RelayDown

# Seconds. A paused mailing goes on when a person says so; the engine looks once a day all the same.
PAUSE: Final = 86_400.0
GREY: Final = 300.0
GREY_LIMIT: Final = 3600.0
DEFAULT_ADDRESS: Final = "{public_url}/nachrichten/{slug}/pressemitteilung.pdf"


class PressAdapter(Adapter):
    """One delivery is one mailing. ``account_id`` is the number of the press list;
    the option ``permalink`` may replace the public address (``{public_url}``, ``{slug}``)."""

    kind = "press"
    label = "Pressemitteilung"
    can: ClassVar[frozenset[str]] = frozenset({"follow_up"})
    limits: ClassVar[dict[str, Limit]] = problems.LIMITS

    @classmethod
    def measure(cls, post: Post) -> tuple[Measure, ...]:
        """Recommended lengths; nothing is cut or refused for being longer."""
        return problems.measure(post)

    @classmethod
    def problems(cls, post: Post) -> tuple[Problem, ...]:
        return tuple(problems.problems(post))

    @classmethod
    def prove(cls, post: Post) -> tuple[Problem, ...]:
        """Make the PDF: the typesetter refuses one that is not tagged throughout (PDF/UA-1, PDF/A-3a)."""
        try:
            pdf.render(PdfRelease(post=post, issued=timezone.now()))
        except PdfError as error:
            return (Problem("pdf_not_accessible", "text", values={"detail": str(error)[:300]}),)
        return ()

    def publish(self, post: Post, *, key: str, resume: Resume) -> Receipt:
        """Send to everybody on the list who has not got this delivery; see :meth:`_receipt`."""
        with _translated():
            mailing = self._prepared(post, key)
            if again := resume.get("again"):
                mailings.repeat_unclear(mailing=mailing, word=again, by=None)
            mailings.settle_stopped(mailing=mailing)
            counts = mailings.tally(mailing)
            if mailing.halt == Halt.PAUSED and counts.unsent:
                raise TryLater("mailing_paused", after=PAUSE)
            if counts.unsent or counts.sending:
                with Connection(relay()) as connection:
                    mailings.send(mailing=mailing, post=post, connection=connection, by=None, confirm=resume.confirm)
        return self._receipt(Mailing.objects.select_related("release").get(pk=mailing.pk), post)

    def find(  # the contract's arguments: our own books need neither ``since`` nor ``resume``
        self,
        post: Post,
        *,
        key: str,
        since: datetime,
        resume: Resume,
    ) -> Receipt | None:
        """Read our own books. None while somebody has surely got nothing: ``publish`` may then go on,
        and it never repeats a mail that was sent or is unclear."""
        mailing = Mailing.objects.select_related("release").filter(delivery_key=uuid.UUID(key)).first()
        if mailing is None:
            return None
        counts = mailings.tally(mailing)
        if counts.unsent or not (counts.sent or counts.unknown or counts.sending):
            return None
        return self._receipt(mailing, post)

    def check(self) -> Health:
        """Whether the list has readers and the mail relay lets us in."""
        try:
            if not self._list().active_contacts().exists():
                return Health.failing(AccountProblem("empty_list"))
            with Connection(relay()) as connection:
                code, words = connection.open().noop()
        except AccountProblem as problem:
            return Health.failing(problem)
        except LoginRefused as error:
            return Health.failing(AccountProblem("mail_login", str(error)))
        except RelayDown as error:
            raise TryLater("platform_down", str(error)) from error
        return Health(ok=True, message=f"{code} {words.decode('utf-8', 'replace')}")

    def _list(self) -> DistributionList:
        number = self.credentials.account_id
        found = DistributionList.objects.filter(pk=int(number)).first() if number.isdecimal() else None
        if found is None:
            raise AccountProblem("unknown_list", number)
        return found

    def _prepared(self, post: Post, key: str) -> Mailing:
        """The mailing with its PDF; before it stands, no mail can have left."""
        try:
            return mailings.prepare(post=post, key=uuid.UUID(key), to=self._list(), by=None)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise TryLater("no_room", error.strerror or "") from error

    def _receipt(self, mailing: Mailing, post: Post) -> Receipt:
        """What the rows say: a receipt once everybody has got it or was refused for good.

        Those who were only turned away for now come first: they can still be served, and serving
        them repeats nothing. A mail that is unclear is for a person to judge.
        """
        counts = mailings.tally(mailing)
        if counts.unsent:
            raise TryLater("recipients_later", _words(mailing, "later"), after=_patience(mailing))
        if counts.unknown or counts.sending:
            raise Unknown("mail_unclear", _words(mailing, "unknown", "sending"))
        if not counts.sent:
            if counts.stopped:
                raise Refused("mailing_stopped", f"{counts.stopped} nicht gesendet")
            raise Refused("all_recipients_refused", _words(mailing, "refused"))
        return Receipt(mailing.release.number, self._address(post), mailing.ended_at)

    def _address(self, post: Post) -> str:
        if post.amendment and post.amendment.kind == "withdrawal":
            return post.link  # the PDF of a story that was taken back is public no more
        pattern = self.credentials.options.get("permalink") or DEFAULT_ADDRESS
        return permalink(pattern, public_url=settings.PUBLIC_URL, slug=post.slug)


def relay() -> Relay:
    """The mail server of the settings."""
    return Relay(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        tls=settings.EMAIL_USE_TLS,
        timeout=settings.EMAIL_TIMEOUT or 20,
    )


def _patience(mailing: Mailing) -> float:
    """Seconds until those who were turned away are asked again: greylisting lets one in after five to fifteen
    minutes (RFC 6647 section 4.5, 2012), and whoever refuses again is asked more rarely."""
    most = mailing.recipients.filter(state=RecipientState.LATER).aggregate(most=Max("tries"))["most"] or 1
    return min(GREY * most, GREY_LIMIT)


def _words(mailing: Mailing, *states: str) -> str:
    """The addresses in these states with the mail server's words, the first few of them."""
    rows = mailing.recipients.filter(state__in=states).values_list("email", "smtp_text")[:5]
    return "; ".join(f"{email}: {words}" if words else email for email, words in rows)


@contextmanager
def _translated() -> Iterator[None]:
    """The room's own errors as the four of the contract."""
    try:
        yield
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        raise told from error


def _told(error: Exception) -> AdapterError | None:
    """What an error of the room means to the engine; None for one that is not the room's."""
    words = str(error)
    meanings: tuple[tuple[type[Exception], Callable[[], AdapterError]], ...] = (
        (mailings.EmptyList, lambda: AccountProblem("empty_list")),
        (LoginRefused, lambda: AccountProblem("mail_login", words)),
        (RelayDown, lambda: TryLater("platform_down", words)),
        (PdfError, lambda: Refused("pdf_failed", words)),
        (MailError, lambda: Refused(getattr(error, "code", ""), getattr(error, "field", ""))),
        (mailings.OriginalMissing, lambda: Refused("original_missing", words)),
        (mailings.NobodyReached, lambda: Refused("nobody_reached")),
        (mailings.ContentChanged, lambda: Refused("content_changed")),
        (bookkeeping.Superseded, lambda: Unknown("mail_unclear", words)),
        (bookkeeping.Halted, lambda: _halted(words)),
    )
    return next((made() for kind, made in meanings if isinstance(error, kind)), None)


def _halted(word: str) -> TryLater:
    if word == Halt.PAUSED:
        return TryLater("mailing_paused", after=PAUSE)
    return TryLater("mailing_stopping", after=1.0)
