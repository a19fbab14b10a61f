"""Doing something and telling how it went, at the top of the next page."""

from collections.abc import Callable

from django.contrib import messages

from newsroom.access import DeskRequest
from stories.errors import DeskError


def do(request: DeskRequest, said: str, act: Callable[[], object]) -> None:
    """``act``, then ``said``; or the sentence of the DeskError why not."""
    try:
        act()
    except DeskError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
