"""The desk's door: pages ask to log in, a page that is open already is told so in words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from people.models import User
from people.roles import Permission

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request that has passed the door: somebody is logged in, and django-htmx has looked at it."""

    user: User
    htmx: HtmxDetails


def desk_login(view: View) -> View:
    """Only for people who are logged in and hold a role; without any, drafts stay closed (403).

    A part of an open page gets 401 and a sentence instead of a login form in its middle; what was
    typed there stays.
    """

    @wraps(view)
    def inner(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            if not request.user.works_here():
                raise PermissionDenied
            return view(request, *args, **kwargs)
        if request.htmx:
            return render(request, "desk/_logged_out.html", status=401)
        return redirect_to_login(request.get_full_path())

    return inner


def allowed(*permissions: Permission) -> Callable[[View], View]:
    """Only for people who are logged in and hold at least one of ``permissions``; others get 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if permissions and not any(request.user.has_perm(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return desk_login(guarded)

    return decorate
