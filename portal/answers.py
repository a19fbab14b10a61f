"""How public pages answer: in German, without cookies, the same to everybody, and fresh in time."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.functional import SimpleLazyObject
from django.utils.http import http_date, parse_http_date
from django.views.decorators.http import require_safe

from portal import publisher
from stories.models import Crisis, Story

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

LANGUAGE: Final = "de"
MINUTE: Final = 60


def public(view: View[P]) -> View[P]:
    """A page for everybody: read only, German for every browser, and one 404 for whatever is not public.

    Unknown, embargoed and taken back look the same, so nobody learns what is being prepared.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.crisis = SimpleLazyObject(Crisis.objects.first)  # type: ignore[attr-defined]  # ours, once a request
        with translation.override(LANGUAGE):
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                response = not_found(request)
        response.headers.setdefault("Content-Language", LANGUAGE)
        return response

    return require_safe(answer)


def not_found(request: HttpRequest) -> HttpResponse:
    """The portal's 404. Not to be kept: the address may become public any minute."""
    response = page(request, "portal/404.html", status=404)
    response["Cache-Control"] = "no-cache"
    return response


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A portal page with what its frame needs: who speaks, and in a crisis the banner."""
    crisis = _newest_crisis(request)
    banner = crisis if crisis and crisis.banner and not crisis.ended_at else None
    frame = {"publisher": publisher.NAME, "city": settings.CITY, "office": settings.OFFICE, "banner": banner}
    return render(request, template, {**frame, **context}, status=status)


def fresh_seconds() -> int:
    """How long an answer may be kept: to the end of this minute, and never past the next release.

    Releases are set to the minute, so a cached page misses none; and since the limit falls on the
    minute with or without one, it tells nobody that something is waiting.
    """
    now = timezone.now()
    seconds = MINUTE - now.second - now.microsecond / 1_000_000
    upcoming = Story.objects.next_release(now)
    return int(min(seconds, (upcoming - now).total_seconds()) if upcoming else seconds)


def conditional_page(request: HttpRequest, response: HttpResponse, *, changed: datetime | None) -> HttpResponseBase:
    """As :func:`conditional`, for a page with our frame: kept by anybody, but never shown without asking us.

    So the banner of a crisis appears and goes at once. While one is on, the page has no time of its own, since
    the banner's words may change; afterwards it is not older than the end.
    """
    crisis = _newest_crisis(request)
    if crisis:
        changed = max(filter(None, [changed, crisis.ended_at]), default=None) if crisis.ended_at else None
    return _validated(request, response, "public, no-cache", changed)


def conditional(
    request: HttpRequest, response: HttpResponse, *, seconds: int, changed: datetime | None = None
) -> HttpResponseBase:
    """``response`` with validators and a lifetime, or 304 for a client that has it; HEAD like GET."""
    return _validated(request, response, f"public, max-age={seconds}", changed)


def _newest_crisis(request: HttpRequest) -> Crisis | None:
    """The crisis that is on, or the last one."""
    found: Crisis | None = request.crisis  # type: ignore[attr-defined]  # set by public
    return found


def _validated(request: HttpRequest, response: HttpResponse, cache: str, changed: datetime | None) -> HttpResponseBase:
    response["Cache-Control"] = cache
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    stamp = response.headers.get("Last-Modified")
    answer = get_conditional_response(request, etag, parse_http_date(stamp) if stamp else None, response)
    assert answer is not None
    return answer
