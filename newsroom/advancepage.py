"""What the desk shows of an embargo, and how a named link reads in a mail."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, Max
from django.urls import reverse

from channels_publish.enums import Act, Kind
from channels_publish.models import Delivery
from people.models import User
from portal.articles import Article, Picture, stories_under_embargo
from portal.articles import article as as_article
from press import rules as press_rules
from press.actions import advance
from press.dates import day_and_clock
from press.models import AdvanceAccess, AdvanceVisit, Recipient
from stories import rules
from stories.models import Story

RECENT = 50
MAIL = """Guten Tag {name},

die {office} der Stadt {city} gibt Ihnen vorab Einblick in eine Mitteilung:

{headline}

SPERRFRIST: {embargo}
Bis dahin ist der Inhalt nicht zur Veröffentlichung bestimmt.

{address}

Der Link ist nur für Sie ({outlet}); jeder Abruf wird mit der Zeit vermerkt. Mit dem Ende der Sperrfrist führt er
zur veröffentlichten Meldung.
"""
NOTICE = (
    "Die Sperrfrist bis {embargo} ist aufgehoben. Die Mitteilung darf ab sofort veröffentlicht werden; "
    "alles andere bleibt, wie es war."
)


@dataclass(frozen=True, slots=True)
class Embargo:
    """The page of a story's embargo: who has it already, who may look, and whether it may end now."""

    until: datetime | None
    running: bool
    approved: bool
    readers: int
    accesses: list[AdvanceAccess]
    visits: list[AdvanceVisit]
    may_give: bool
    why_not_lift: str
    notice: str

    @property
    def offers(self) -> bool:
        """Whether this person can give somebody a link now."""
        return self.running and self.may_give


def embargo(story: Story, user: User, now: datetime) -> Embargo:
    """What the page shows to this person."""
    running = story.embargo is not None and story.embargo > now
    return Embargo(
        until=story.embargo,
        running=running,
        approved=advance.is_open(story, now),
        readers=_readers(story),
        accesses=list(story.advance_accesses.select_related("created_by").annotate(
            opened=Count("visits"), devices=Count("visits__origin", distinct=True), last=Max("visits__at")
        )),
        visits=list(AdvanceVisit.objects.filter(access__story=story).select_related("access")[:RECENT]),
        may_give=press_rules.may_give_advance_access(user),
        why_not_lift=rules.why_not_lift(user, story),
        notice=NOTICE.format(embargo=day_and_clock(story.embargo)) if story.embargo else "",
    )  # fmt: skip


def _readers(story: Story) -> int:
    """How many press addresses have the release, or may have it."""
    mails = Delivery.objects.filter(rendition__story=story, account__kind=Kind.PRESS, act=Act.PUBLISH)
    return Recipient.objects.reached().filter(mailing__delivery_key__in=mails.values("pk")).count()


def address(secret: str) -> str:
    """The personal link, as it goes into a mail."""
    return f"{settings.PUBLIC_URL}{reverse('guest:advance', args=[secret])}"


def letter(access: AdvanceAccess, link: str) -> EmailMessage:
    """The mail that brings a journalist the link; the headline is no secret from who may read the story."""
    story = access.story
    until = day_and_clock(story.embargo) if story.embargo else ""
    text = MAIL.format(
        name=access.name, office=settings.OFFICE, city=settings.CITY, headline=story.headline, embargo=until,
        address=link, outlet=access.outlet,
    )  # fmt: skip
    subject = f"SPERRFRIST {until}: Vorabzugang"
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [access.email], headers={"Auto-Submitted": "no"})


def article_behind(access: AdvanceAccess, secret: str) -> Article | None:
    """The approved words with the files at the addresses of this link, never at the public ones; None where the
    story is not to be read before its time just now."""
    story = stories_under_embargo().filter(pk=access.story_id).first()
    if story is None:
        return None
    shown = as_article(story)
    moved = tuple(_moved(picture, secret, number) for number, picture in enumerate(shown.pictures, 1))
    return replace(shown, pictures=moved)


def _moved(picture: Picture, secret: str, number: int) -> Picture:
    return replace(
        picture,
        url=reverse("guest:advance_picture", args=[secret, number]),
        small_url=reverse("guest:advance_small", args=[secret, number]),
    )
