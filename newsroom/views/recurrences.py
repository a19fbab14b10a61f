"""What comes round again: the list with the next day of each, and its pause."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from newsroom.access import DeskRequest, allowed
from people.roles import Permission
from stories import recurring
from stories.actions import recurrences as actions
from stories.models import Recurrence

WRITERS = allowed(Permission.WRITE)


@WRITERS
@require_GET
def recurrences(request: DeskRequest) -> HttpResponse:
    """All of them, by title."""
    today = timezone.localdate()
    rows = Recurrence.objects.select_related("department", "owner")
    items = [(row, _next(row, today)) for row in rows]
    return render(request, "desk/topics/recurrences.html", {"items": items})


@WRITERS
@require_POST
def recurrence_switch(request: DeskRequest, pk: int) -> HttpResponse:
    """Pause what runs, or go on."""
    row = get_object_or_404(Recurrence, pk=pk)
    if request.POST.get("aktiv") == "nein":
        actions.pause(recurrence=row, by=request.user)
    else:
        actions.resume(recurrence=row, by=request.user, now=timezone.now())
    return redirect("desk:recurrences")


def _next(row: Recurrence, today: date) -> date | None:
    return next(iter(recurring.upcoming(row.rule, row.starts_on, today, 1)), None)
