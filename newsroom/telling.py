"""Doing something and telling how it went, at the top of the next page."""

from collections.abc import Callable, Mapping

from django.contrib import messages

from newsroom.access import DeskRequest
from stories.errors import DeskError, WrongState


def do(request: DeskRequest, said: str, act: Callable[[], object]) -> None:
    """``act``, then ``said``; or the sentence of the DeskError why not."""
    try:
        act()
    except DeskError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)


def choose(request: DeskRequest, deeds: Mapping[str, tuple[str, Callable[[], object]]]) -> None:
    """The deed of the button that was pressed, by its value for ``tun``, each with what is said afterwards."""
    said, act = deeds.get(request.POST.get("tun", ""), ("", _unknown))
    do(request, said, act)


def _unknown() -> None:
    raise WrongState("Diesen Schritt gibt es nicht. Laden Sie die Seite neu.")
