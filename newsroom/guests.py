"""Pages behind a secret address: no login, and the address stays between us and the person."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def discreet(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Nothing of the page is kept by caches or search engines, and no link to another site tells of it."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        answer = view(request, *args, **kwargs)
        answer.headers["Cache-Control"] = "no-store"
        # Not "no-referrer": with it browsers send a form's own Origin as "null", and the token check refuses it.
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return inner
