"""The plan by week and by month, and moving what stands in it."""

from datetime import date, datetime, time
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from channels_publish.actions import renditions
from channels_publish.models import Rendition
from newsroom import planpage, storypage, walltime
from newsroom.access import DeskRequest, allowed
from people.roles import Permission
from stories.actions import topics
from stories.errors import DeskError, WrongState
from stories.models import Topic

PLANNERS = allowed(Permission.WRITE, Permission.EDIT_RENDITION)


@PLANNERS
@require_GET
def planning(request: DeskRequest) -> HttpResponse:
    """Seven days, all accounts."""
    return _page(request, planpage.WEEK)


@PLANNERS
@require_GET
def planning_month(request: DeskRequest) -> HttpResponse:
    """A month, all accounts."""
    return _page(request, planpage.MONTH)


@PLANNERS
@require_POST
def planning_move(request: DeskRequest) -> HttpResponse:
    """Put posts of one story on another day or at another time; where only the day is given, the wall time stays.

    What was approved asks before its seal breaks.
    """
    rows = _chosen(request)
    try:
        if not rows:
            raise WrongState("Kein Konto ist ausgewählt. Bitte kreuzen Sie an, was verlegt werden soll.")
        before = rows[0].send_at or _slot(rows[0])
        moment = _asked(request, before)
        if rows[0].story.state in storypage.SEALED and not request.POST.get("seal_ok"):
            return _answer(request, status=422, ask=rows, moment=moment)
        renditions.plan_together(renditions=rows, send_at=moment, by=request.user)
    except DeskError as error:
        return _answer(request, status=422, problem=str(error))
    words = f"„{rows[0].story.headline}“ ({_names(rows)}) steht jetzt am {_spoken(moment)}."
    return _answer(request, moved={"words": words, "url": request.path, "back": before, "rows": rows})


@PLANNERS
@require_POST
def planning_deadline(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a topic's deadline on another day or at another time."""
    topic = get_object_or_404(Topic, pk=pk)
    before = topic.deadline
    try:
        moment = _asked(request, before)
        topics.save(topic=topic, version=topic.version, by=request.user, deadline=moment)
    except DeskError as error:
        return _answer(request, status=422, problem=str(error))
    words = f"Die Frist von „{topic.title}“ ist jetzt der {_spoken(moment)}."
    return _answer(request, moved={"words": words, "url": request.path, "back": before})


def _page(request: DeskRequest, view: str, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = planpage.context(view, request.GET, request.user) | extra
    whole = not request.htmx or request.htmx.boosted or request.htmx.history_restore_request
    return render(request, "desk/planning/plan.html" if whole else "desk/planning/_plan.html", context, status=status)


def _answer(request: DeskRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The plan as it was looked at, with what happened; plain forms come back to it."""
    view = planpage.MONTH if request.GET.get("ansicht") == planpage.MONTH else planpage.WEEK
    if request.htmx or status != HTTPStatus.OK:
        return _page(request, view, status=status, **extra)
    messages.success(request, extra["moved"]["words"])
    name = "desk:planning_month" if view == planpage.MONTH else "desk:planning"
    return redirect(f"{reverse(name)}?{planpage.query(request.GET)}")


def _asked(request: DeskRequest, before: datetime | None) -> datetime:
    """The moment the person means. Raises WrongState where it cannot be read, does not exist or is over."""
    try:
        day = date.fromisoformat(request.POST.get("tag", ""))
        clock = time.fromisoformat(request.POST["uhrzeit"]) if request.POST.get("uhrzeit") else None
    except ValueError as error:
        raise WrongState("Tag oder Uhrzeit sind nicht lesbar. Bitte wählen Sie beides noch einmal.") from error
    moment = walltime.moved(before or timezone.now(), day, clock)
    if moment <= timezone.now():
        raise WrongState(f"{_spoken(moment)} ist schon vorbei. Bitte wählen Sie eine spätere Zeit.")
    return moment


def _chosen(request: DeskRequest) -> list[Rendition]:
    """The renditions ticked, of one story."""
    numbers = [int(pk) for pk in request.POST.getlist("fassung") if pk.isdecimal()]
    rows = list(
        Rendition.objects.select_related("story", "account").filter(pk__in=numbers).order_by("account__position")
    )
    return [row for row in rows if row.story_id == rows[0].story_id]


def _names(rows: list[Rendition]) -> str:
    return str(rows[0].account) if len(rows) == 1 else f"{len(rows)} Konten"


def _slot(row: Rendition) -> datetime | None:
    delivery = row.deliveries.order_by("-slot").first()
    return delivery.slot if delivery else None


def _spoken(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr"
