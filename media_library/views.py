"""Doors to the stored files: a signed one for platforms, and those for the desk."""

from collections.abc import Callable
from functools import wraps
from pathlib import PurePosixPath
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media_library import signing as links
from media_library.actions import assets
from media_library.messages import BadFile
from media_library.models import Asset
from media_library.serving import serve
from media_library.variants import SPECS

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

EXPIRED = (
    "Diese Adresse ist abgelaufen oder unvollständig. "
    "Öffnen Sie das Medium bitte im Newsroom; dort entsteht eine neue."
)


def staff(view: View[P]) -> View[P]:
    """For people of the office: others log in first, accounts without any role are turned away."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.works_here():
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
def signed(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """A file for whoever holds the address: 403 where signature or time do not hold, 404 where the file is gone."""
    try:
        file_name = links.read(token)
    except signing.BadSignature:
        return HttpResponse(EXPIRED, status=403, content_type="text/plain; charset=utf-8")
    if PurePosixPath(file_name).name != name:
        raise Http404
    return serve(request, file_name, cache="public, max-age=3600")


@require_safe
@staff
def asset(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The original."""
    return serve(request, str(get_object_or_404(Asset, pk=pk).file))


@require_safe
@staff
def thumb(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A small picture, of a video its still."""
    return _variant(request, pk, "thumb")


@require_safe
@staff
def variant(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The picture as one kind of channel gets it."""
    if kind not in SPECS:
        raise Http404
    return _variant(request, pk, kind)


def _variant(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    found = get_object_or_404(Asset, pk=pk)
    try:
        # A changed credit makes a new file at the same address, so browsers must ask each time.
        return serve(request, str(assets.variant(asset=found, kind=kind).file), cache="private, no-cache")
    except (BadFile, OSError) as error:
        raise Http404(str(error)) from error
