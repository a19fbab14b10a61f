"""What leaves the house for one delivery: a first publication, or a step of a correction with its notices."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from channels_publish import seal as seals
from channels_publish.adapters.base import Amendment, Post
from channels_publish.composing import compose
from channels_publish.enums import Act, Kind
from channels_publish.models import Delivery
from stories.enums import CorrectionKind
from stories.models import Correction


def post_of(delivery: Delivery) -> Post:
    """The frozen post of this delivery, with the notices its readers get. Needs the approval and original loaded."""
    if delivery.act == Act.PUBLISH:
        whole = compose(delivery.rendition, date=timezone.localdate(delivery.slot))
        return _as_begun(delivery, whole) if delivery.account.kind == Kind.PRESS else whole
    assert delivery.original is not None, "the database demands an original of every step"
    assert delivery.correction is not None, "the database demands a correction of every step"
    if delivery.correction.kind == CorrectionKind.WITHDRAWAL:
        return _withdrawal(delivery, delivery.original, delivery.correction)
    if delivery.act == Act.FOLLOW_UP and delivery.account.kind != Kind.PRESS:
        return _follow_up(delivery)
    # What is edited keeps the day it was published; what is sent anew is of today.
    day = delivery.original.slot if delivery.act == Act.EDIT else delivery.slot
    return compose(
        delivery.rendition,
        date=timezone.localdate(day),
        amendments=_amendments(delivery, delivery.original, delivery.correction),
    )


def _as_begun(delivery: Delivery, whole: Post) -> Post:
    """A mailing that began under an embargo goes on with the mark and the day it began with: all its readers get
    the same release, and then all are told that the embargo is lifted."""
    begun = delivery.post or {}
    if not begun.get("embargo") or whole.embargo:
        return whole
    return replace(whole, embargo=begun["embargo"], date=begun["date"])


def _withdrawal(delivery: Delivery, original: Delivery, correction: Correction) -> Post:
    """Nothing of what was said is repeated, except the headline a newsroom knows its release by."""
    if delivery.act == Act.FOLLOW_UP and delivery.account.kind != Kind.PRESS:
        return _follow_up(delivery)
    story = delivery.rendition.story
    return Post(
        title=str(original.post.get("title", "") or story.headline),
        link=story.public_url,
        department=story.department.name if story.department else "",
        contact=story.contact,
        responsible=story.responsible,
        date=timezone.localdate(delivery.slot).isoformat(),
        slug=story.slug,
        amendments=(_amendment(correction, original),),
    )


def _follow_up(delivery: Delivery) -> Post:
    """The approved text of the follow-up; Instagram shows nothing without a picture."""
    step = seals.step_for(delivery)
    assert step is not None, "what was not approved is held before it gets here"
    whole = compose(delivery.rendition, date=timezone.localdate(delivery.slot))
    pictures = whole.images if delivery.account.kind == Kind.INSTAGRAM else ()
    return Post(text=step["follow_up"], link=step["link"], images=pictures, date=whole.date, slug=whole.slug)


def _amendments(delivery: Delivery, original: Delivery, correction: Correction) -> tuple[Amendment, ...]:
    """This notice first; a website goes on showing the earlier ones below it."""
    notices = () if correction.quiet else (_amendment(correction, original),)
    if delivery.account.kind != Kind.WEBSITE:
        return notices
    earlier = delivery.rendition.story.corrections.read_by_all().filter(published_at__lt=correction.published_at)
    return (*notices, *(_amendment(row, None) for row in earlier))


def _amendment(correction: Correction, original: Delivery | None) -> Amendment:
    assert correction.published_at is not None, "only an approved correction has steps"
    known = {} if original is None else {
        "key": str(original.pk),
        "remote_id": original.remote_id,
        "url": original.url,
        "published": _day(original.started_at or original.slot),
    }  # fmt: skip
    return Amendment(str(correction.kind), correction.notice, _day(correction.published_at), **known)


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()
