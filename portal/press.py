"""The part of the public site that serves journalists: press dates as pages and calendar, press kits."""

import uuid
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from media_library.messages import BadFile
from media_library.serving import serve
from portal import publisher
from portal.answers import conditional, conditional_page, page, public
from press import calendar as icalendar
from press import kitting
from press.actions import kits
from press.models import PressDate, PressKit

SHOWN: Final = 50
# A date may be made public or moved any minute, so nothing is kept longer than this; seconds.
FRESH: Final = 60


@public
def home(request: HttpRequest) -> HttpResponseBase:
    """Dates to come, and kits to fetch."""
    now = timezone.now()
    dates = PressDate.objects.public(now).coming(now)[:SHOWN]
    found = PressKit.objects.public(now).filter(listed=True).order_by("-created_at", "-pk")[:SHOWN]
    title = "Für die Medien"
    response = page(request, "portal/press.html", dates=dates, kits=found, title=title)
    return conditional_page(request, response, changed=None)


@public
def date(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One date, with what changed about it and the way to come along."""
    row = _date(pk)
    can_come = row.takes_registrations(timezone.now())
    response = page(
        request, "portal/press_date.html", title=row.title, date=row, changes=row.changes.all(), open=can_come
    )
    return conditional_page(request, response, changed=None)


@public
def date_calendar(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One date for one's own calendar."""
    return _ics(request, [_date(pk)], f"pressetermin-{pk}.ics")


@public
def calendar(request: HttpRequest) -> HttpResponseBase:
    """All dates to come, to subscribe to; what was called off stays in it, so that calendars hear of it."""
    now = timezone.now()
    return _ics(request, list(PressDate.objects.public(now).coming(now)), "pressetermine.ics")


@public
def kit(request: HttpRequest, secret: uuid.UUID) -> HttpResponseBase:
    """What a kit holds and on what terms; then the download."""
    row = _kit(secret)
    response = page(request, "portal/press_kit.html", kit=row, found=_contents(row), title=row.title)
    return conditional_page(request, response, changed=None)


@public
def kit_file(request: HttpRequest, secret: uuid.UUID) -> HttpResponseBase:
    """The kit itself: a file on disk, so that a cut download goes on where it stopped."""
    row = _kit(secret)
    try:
        name = kits.built(row, timezone.now())
    except (BadFile, OSError) as error:
        raise Http404 from error
    # Rights may end any day, so nobody keeps it without asking.
    response = serve(request, name, cache="public, no-cache")
    response["Content-Disposition"] = f'attachment; filename="{name.rpartition("/")[2]}"'
    return response


def _ics(request: HttpRequest, rows: list[PressDate], name: str) -> HttpResponseBase:
    pages = publisher.absolute(reverse("medienportal:date", args=[0])).replace("/0/", "/{pk}/")
    content = icalendar.calendar(rows, pages=pages)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return conditional(request, response, seconds=FRESH)


def _contents(row: PressKit) -> kitting.Contents:
    return kitting.contents(row, timezone.now())


def _date(pk: int) -> PressDate:
    row = PressDate.objects.public(timezone.now()).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _kit(secret: uuid.UUID) -> PressKit:
    row = PressKit.objects.public(timezone.now()).filter(secret=secret).select_related("story__live").first()
    if row is None:
        raise Http404
    return row
