"""The bar „Achtung“, asked for again and again by every open page."""

from django.http import HttpResponse
from django.shortcuts import render

from newsroom.access import DeskRequest, allowed
from newsroom.context import Desk
from people.roles import Permission


@allowed(Permission.SEE_LEDGER)
def attention(request: DeskRequest) -> HttpResponse:
    """The bar as it stands now; 204 where the page shows just that already, so that nothing moves."""
    desk = Desk(request)
    if request.GET.get("war") == desk.alarm.digest:
        return HttpResponse(status=204)
    return render(request, "desk/partials/alarm_answer.html", {"desk": desk, "bar": desk.alarm})
