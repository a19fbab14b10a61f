"""Press dates at the desk: the list, one date with who wants to come, and the week in words."""

from collections.abc import Callable
from datetime import date as Day  # noqa: N812 (a press date is called date here)
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channels_publish.actions import renditions
from newsroom import telling
from newsroom.access import DeskRequest, allowed
from newsroom.pressdeskforms import PressDateForm
from newsroom.views.saving import number
from people.roles import Permission
from portal.publisher import absolute
from press import outlook, rules
from press.actions import dates as actions
from press.actions import outlooks
from press.enums import AccreditationState
from press.errors import Outdated
from press.models import PressDate
from stories.errors import DeskError

WRITERS = allowed(Permission.WRITE)
PAGE: Final = 25


@WRITERS
@require_GET
def press_dates(request: DeskRequest) -> HttpResponse:
    """What is to come, or what is over; and the next weeks for the outlook."""
    now, past = timezone.now(), request.GET.get("ansicht") == "vorbei"
    rows = PressDate.objects.past(now) if past else PressDate.objects.coming(now)
    if query := " ".join(request.GET.get("q", "").split()):
        rows = rows.filter(Q(title__icontains=query) | Q(place__icontains=query))
    asked = Count("accreditations", filter=Q(accreditations__state=AccreditationState.ASKED))
    page = Paginator(rows.select_related("story").annotate(asked=asked), PAGE).get_page(request.GET.get("seite"))
    context = {"page": page, "past": past, "q": query, "now": now}
    return render(request, "desk/press/dates.html", context)


@WRITERS
@require_http_methods(["GET", "POST"])
def press_date_new(request: DeskRequest) -> HttpResponse:
    """A date nobody outside sees yet."""
    form = PressDateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = actions.create(by=request.user, **form.typed())
        messages.success(request, "Der Termin ist angelegt. Öffentlich wird er erst mit „Öffentlich machen“.")
        return redirect(row)
    context = {"form": form, "row": None}
    return render(request, "desk/press/date_new.html", context, status=422 if form.is_bound else 200)


@WRITERS
@require_http_methods(["GET", "POST"])
def press_date(request: DeskRequest, pk: int) -> HttpResponse:
    """One date; POST saves it."""
    row = _row(pk)
    if request.method == "GET":
        return _page(request, row)
    form = PressDateForm(request.POST, date=row)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    try:
        version = number(request.POST.get("version")) or 0
        actions.save(date=row, version=version, by=request.user, **form.typed())
    except DeskError as error:
        status = 409 if isinstance(error, Outdated) else 422
        return _page(request, _row(pk), form=form, conflict=str(error), status=status)
    messages.success(request, "Gespeichert.")
    return redirect(row)


@WRITERS
@require_POST
def press_date_deed(request: DeskRequest, pk: int) -> HttpResponse:
    """Make it public, hide it, cancel it, or let it take place after all."""
    row, by = _row(pk), request.user
    deeds: dict[str, tuple[str, Callable[[], Any]]] = {
        "veroeffentlichen": ("Der Termin ist öffentlich.", lambda: actions.publish(date=row, by=by)),
        "verbergen": ("Der Termin ist nicht mehr öffentlich.", lambda: actions.hide(date=row, by=by)),
        "absagen": (
            "Der Termin ist abgesagt; Kalender, die ihn kennen, erfahren davon.",
            lambda: actions.cancel(date=row, reason=request.POST.get("reason", ""), by=by),
        ),
        "findet-statt": ("Der Termin findet wieder statt.", lambda: actions.restore(date=row, by=by)),
    }
    telling.choose(request, deeds)
    return redirect(row)


@WRITERS
@require_http_methods(["GET", "POST"])
def press_outlook(request: DeskRequest) -> HttpResponse:
    """The Terminvorschau of a week, to read; POST makes it a story."""
    start = outlook.monday(_day(request) or timezone.localdate())
    if request.method == "POST":
        try:
            story = outlooks.make_story(start=start, by=request.user)
        except DeskError as error:
            messages.error(request, str(error))
            return redirect(f"{request.path}?woche={start}")
        renditions.refresh(story=story, by=request.user)
        messages.success(request, "Aus der Terminvorschau ist ein Beitrag geworden.")
        return redirect(story)
    week = Day.resolution * 7
    context = {
        "start": start, "title": outlook.headline(start), "body": outlook.body(outlooks.of_week(start)),
        "before": start - week, "after": start + week,
    }  # fmt: skip
    return render(request, "desk/press/outlook.html", context)


def _day(request: DeskRequest) -> Day | None:
    try:
        return parse_date(request.POST.get("woche") or request.GET.get("woche", ""))
    except ValueError:
        return None


def _row(pk: int) -> PressDate:
    return get_object_or_404(PressDate.objects.select_related("story", "created_by"), pk=pk)


def _page(request: DeskRequest, row: PressDate, *, status: int = 200, **extra: Any) -> HttpResponse:
    decides = rules.speaks_for_the_city(request.user)
    context = {
        "row": row, "form": PressDateForm(date=row), "changes": row.changes.select_related("by"),
        "decides": decides, "now": timezone.now(), "address": absolute(f"/presse/termine/{row.pk}/"),
        "visible": PressDate.objects.public(timezone.now()).filter(pk=row.pk).exists(),
        "people": list(row.accreditations.select_related("decided_by")) if decides and row.accredits else [],
        "accepted": row.accreditations.accepted().count() if row.accredits else 0,
    }  # fmt: skip
    return render(request, "desk/press/date.html", context | extra, status=status)
