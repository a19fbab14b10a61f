"""What comes round again: the list with the next date of each, its pause, and single dates that differ."""

from collections.abc import Callable
from datetime import date, time
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from newsroom import telling, walltime
from newsroom.access import DeskRequest, allowed
from newsroom.recurrenceform import RecurrenceForm
from people.roles import Permission
from stories.actions import recurrences as actions
from stories.errors import DeskError, WrongState
from stories.holidays import holiday
from stories.models import Recurrence
from stories.recurring import Occurrence

WRITERS = allowed(Permission.WRITE)
DATES = 6
DEEDS: dict[str, tuple[str, Callable[..., Recurrence]]] = {
    "auslassen": ("Dieser Termin fällt aus.", actions.skip),
    "verlegen": ("Dieser Termin ist verlegt, alle anderen bleiben.", actions.move),
    "zurueck": ("Dieser Termin ist wieder, wie der Rhythmus es sagt.", actions.restore),
}


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
    rows = Recurrence.objects.select_related("department", "owner").prefetch_related("changes")
    context = {"items": [(row, row.round().next(today)) for row in rows], "form": form, "days": form.preview()}
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


@WRITERS
@require_GET
def recurrence(request: DeskRequest, pk: int) -> HttpResponse:
    """Its next dates, each to be left out or moved."""
    row = get_object_or_404(Recurrence.objects.select_related("department", "owner"), pk=pk)
    coming = row.round().coming(timezone.localdate(), DATES)
    topics = {topic.due_on: topic for topic in row.topics.filter(due_on__in=[one.day for one in coming])}
    dates = [
        {"one": one, "topic": topics.get(one.day), "moved": (one.on, one.time) != (one.day, row.time)}
        | {"holiday": holiday(one.on)}
        for one in coming
    ]
    return render(request, "desk/topics/recurrence.html", {"row": row, "dates": dates})


@WRITERS
@require_http_methods(["GET", "POST"])
def recurrence_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Another rhythm, time or title. What it would cost in single dates is said before it is stored."""
    row, now = get_object_or_404(Recurrence, pk=pk), timezone.now()
    form = RecurrenceForm(request.POST if request.method == "POST" else None, row=row)
    lost: list[Occurrence] = []
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        lost = actions.misfits(recurrence=row, rule=facts["rule"], starts_on=facts["starts_on"], now=now)
        if not lost or "trotzdem" in request.POST:
            try:
                actions.change(recurrence=row, by=request.user, now=now, **facts)
            except DeskError as error:
                form.add_error(None, str(error))
            else:
                actions.make_due(now=now)
                messages.success(request, "Geändert. Was schon auf der Tafel steht, bleibt; alles Weitere kommt so.")
                return redirect("desk:recurrence", row.pk)
    context = {"row": row, "form": form, "days": form.preview(), "lost": lost}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "desk/topics/recurrence_edit.html", context, status=status)


@WRITERS
@require_POST
def recurrence_delete(request: DeskRequest, pk: int) -> HttpResponse:
    """It comes round no more; what it brought stays."""
    row = get_object_or_404(Recurrence, pk=pk)
    actions.delete(recurrence=row, by=request.user)
    messages.success(request, f"„{row.title}“ kommt nicht mehr von selbst. Die Themen daraus sind noch da.")
    return redirect("desk:recurrences")


@WRITERS
@require_POST
def recurrence_date(request: DeskRequest, pk: int) -> HttpResponse:
    """Leave one date out, put it elsewhere, or let it be again as the rule says."""
    row, now = get_object_or_404(Recurrence, pk=pk), timezone.now()
    words, act = DEEDS.get(request.POST.get("tun", ""), DEEDS["zurueck"])

    def change() -> None:
        given = dict(zip(("on", "time"), _asked(request), strict=True)) if act is actions.move else {}
        act(recurrence=row, day=_day(request.POST.get("termin", "")), by=request.user, now=now, **given)

    telling.do(request, words, change)
    return redirect("desk:recurrence", row.pk)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise WrongState("Der Tag ist nicht lesbar. Laden Sie die Seite neu.") from error


def _asked(request: DeskRequest) -> tuple[date, time]:
    """The day and wall time that were typed. Raises WrongState where they cannot be read or do not exist."""
    try:
        clock = time.fromisoformat(request.POST.get("uhrzeit", ""))
    except ValueError as error:
        raise WrongState("Die Uhrzeit ist nicht lesbar. Bitte wählen Sie sie noch einmal.") from error
    on = _day(request.POST.get("tag", ""))
    walltime.at(on, clock)
    return on, clock
