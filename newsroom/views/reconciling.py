"""Unknown deliveries that no platform could settle: our text beside what the platform shows, one click decides."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from channels_publish import showing
from channels_publish.adapters.base import AdapterError
from channels_publish.enums import Kind, State
from channels_publish.models import Delivery
from newsroom import ledger_filter, outbox
from newsroom.access import DeskRequest, allowed
from newsroom.candidates import UNFORESEEN, candidates, why_not
from people.roles import Permission
from press.models import Recipient

SHOWN = 100
OLDEST_FIRST = ("slot", "account__position", "pk")
logger = logging.getLogger(__name__)


@allowed(Permission.SEE_LEDGER)
def undecided(request: DeskRequest) -> HttpResponse:
    """Every delivery a person has to settle, the oldest first."""
    waiting = list(ledger_filter.loaded().undecided().order_by(*OLDEST_FIRST)[:SHOWN])
    reading = ledger_filter.loaded().filter(state=State.UNKNOWN, needs_person=False).order_by(*OLDEST_FIRST)[:SHOWN]
    return render(
        request,
        "desk/undecided.html",
        {
            "rows": outbox.rows(waiting, request.user),
            "reading": outbox.rows(reading, request.user),
            "total": Delivery.objects.undecided().count(),
            "may_decide": request.user.has_perm(Permission.DECIDE),
        },
    )


@allowed(Permission.DECIDE)
def delivery_reconcile(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One unknown delivery: what we handed over, and beside it what the account shows."""
    found = get_object_or_404(ledger_filter.loaded(), pk=pk)
    if found.state != State.UNKNOWN:
        messages.info(request, "Diese Auslieferung ist inzwischen geklärt. Es ist nichts mehr zu entscheiden.")
        return redirect("desk:delivery", found.pk)
    return render(
        request,
        "desk/reconcile.html",
        {
            "row": outbox.row(found, request.user),
            "delivery": found,
            "story": found.rendition.story,
            "attempt": found.attempts.order_by("-number").first(),
            "recognisable": showing.recognisable(found),
            "readable": showing.readable(found.account),
            "recipients": Recipient.objects.unclear_in(found.pk) if found.account.kind == Kind.PRESS else (),
            **_neighbours(found),
        },
    )


@allowed(Permission.DECIDE)
def delivery_candidates(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The part of the page that asks the platform. It may take seconds, so the page does not wait for it."""
    found = get_object_or_404(ledger_filter.loaded(), pk=pk)
    context: dict[str, object] = {"delivery": found, "then": _neighbours(found)["then"]}
    if found.state != State.UNKNOWN or not showing.recognisable(found):
        context["settled"] = True
    else:
        try:
            # No transaction is open here, and none may be: the platform takes its time.
            shown = showing.look(found)
        except AdapterError as error:
            context |= {"error": why_not(error), "detail": error.detail}
        except Exception:
            logger.exception("delivery %s: its account could not be shown", found.pk)
            context["error"] = UNFORESEEN
        else:
            context |= {"candidates": candidates(found, shown), "since": showing.since(found)}
    return render(request, "desk/partials/candidates.html", context)


def _neighbours(found: Delivery) -> dict[str, object]:
    """Where this one stands among the undecided, and which to show after it."""
    order = list(Delivery.objects.undecided().order_by(*OLDEST_FIRST).values_list("pk", flat=True))
    place = order.index(found.pk) if found.pk in order else len(order)
    following = order[place + 1] if place + 1 < len(order) else None
    others = [pk for pk in order if pk != found.pk]
    return {
        "place": place + 1 if found.pk in order else 0,
        "total": len(order),
        "previous": order[place - 1] if 0 < place < len(order) else None,
        "following": following,
        "then": following or next(iter(others), None),
    }
