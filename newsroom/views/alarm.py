"""The bar „Achtung“, asked for again and again by every open page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from channels_publish import alarms
from newsroom.access import DeskRequest, allowed
from newsroom.alarmbar import bar
from people.roles import Permission


@allowed(Permission.SEE_LEDGER)
def attention(request: DeskRequest) -> HttpResponse:
    """The bar as it stands now; 204 where the page shows just that already, so that nothing moves."""
    now = bar(alarms.troubles(timezone.now()))
    if request.GET.get("war") == now.digest:
        return HttpResponse(status=204)
    return render(request, "desk/partials/alarm_answer.html", {"bar": now})
