"""What comes round again: the list with the next day of each, and its pause."""

from datetime import date
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from newsroom.access import DeskRequest, allowed
from newsroom.recurrenceform import RecurrenceForm
from people.roles import Permission
from stories import recurring
from stories.actions import recurrences as actions
from stories.errors import DeskError
from stories.models import Recurrence

WRITERS = allowed(Permission.WRITE)


@WRITERS
@require_http_methods(["GET", "POST"])
def recurrences(request: DeskRequest) -> HttpResponse:
    """All of them, by title, and the form for another one."""
    form = RecurrenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create(by=request.user, **form.facts())
        except DeskError as error:
            form.add_error(None, str(error))
        else:
            actions.make_due(now=timezone.now())
            messages.success(request, f"„{made.title}“ kommt von jetzt an von selbst auf die Tafel.")
            return redirect("desk:recurrences")
    today = timezone.localdate()
    rows = Recurrence.objects.select_related("department", "owner")
    context = {"items": [(row, _next(row, today)) for row in rows], "form": form, "days": form.preview()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "desk/topics/recurrences.html", context, status=status)


@WRITERS
@require_GET
def recurrence_preview(request: DeskRequest) -> HttpResponse:
    """On which days what is chosen in the form would come round."""
    return render(request, "desk/topics/_recurrence_days.html", {"days": RecurrenceForm(request.GET).preview()})


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
