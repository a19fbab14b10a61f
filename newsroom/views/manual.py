"""The handbook at the desk, and the switch of the tour."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from newsroom import handbook, tour
from newsroom.access import DeskRequest, desk_login
from people.actions import users


@desk_login
@require_GET
def help_page(request: DeskRequest, slug: str = handbook.INDEX) -> HttpResponse:
    """One page of the handbook; without a name, its table of contents."""
    try:
        page = handbook.page(slug)
    except KeyError:
        raise Http404 from None
    has_tour = slug == handbook.INDEX and bool(tour.steps(request.user))
    context = {"page": page, "index": handbook.INDEX, "has_tour": has_tour}
    return render(request, "desk/help/page.html", context)


@desk_login
@require_POST
def tour_switch(request: DeskRequest) -> HttpResponse:
    """End the tour for the person who asks, or show it to them once more."""
    if request.POST.get("zeigen") == "ja":
        users.show_tour(user=request.user, by=request.user)
        messages.success(request, "Der Rundgang steht wieder auf der Übersicht.")
    else:
        users.end_tour(user=request.user, by=request.user)
        messages.success(request, "Der Rundgang ist beendet. Im Handbuch lassen Sie ihn noch einmal zeigen.")
    return redirect("desk:home")
