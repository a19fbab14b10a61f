"""Writing a notice, taking a story back, giving that up again, and what a person does about single steps."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from channels_publish.actions import corrections, decisions, release
from channels_publish.models import Delivery
from newsroom.access import DeskRequest, allowed
from newsroom.correctionpage import ways_of
from newsroom.views.ledger import do
from people.roles import Permission
from stories.enums import CorrectionKind, State
from stories.errors import DeskError
from stories.models import Story

NOTICE_LENGTH = 2000


@require_POST
@allowed(Permission.WRITE)
def story_take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask the Chef vom Dienst to take the story back everywhere."""
    story = get_object_or_404(Story, pk=pk)
    notice = request.POST.get("withdrawal-notice", "")
    try:
        corrections.hand_in_withdrawal(
            story=story, notice=notice, ways=ways_of(request.POST, "back-"), by=request.user
        )
    except DeskError as error:
        messages.error(request, str(error))
        return redirect(f"{story.get_absolute_url()}?zuruecknehmen=1#ruecknahme")
    messages.success(
        request,
        "Die Rücknahme liegt beim Chef vom Dienst. Was noch nicht gesendet ist, geht bis dahin nicht hinaus.",
    )
    return redirect(story.get_absolute_url())


@require_POST
@allowed(Permission.WRITE)
def correction_discard(request: DeskRequest, pk: int) -> HttpResponse:
    """Give up the open correction or withdrawal."""
    story = get_object_or_404(Story, pk=pk)
    try:
        story = corrections.throw_away(story=story, by=request.user)
    except DeskError as error:
        messages.error(request, str(error))
        return redirect(story.get_absolute_url())
    kept = story.state == State.PUBLISHED
    messages.success(
        request,
        "Verworfen. Der Beitrag steht wieder so da, wie er freigegeben wurde."
        if kept
        else "Verworfen. Der Text des Beitrags ist geblieben, wie er ist.",
    )
    return redirect(story.get_absolute_url())


@require_POST
@allowed(Permission.DECIDE)
def step_finish(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A person has done this step on the platform."""
    found, url = get_object_or_404(Delivery, pk=pk), request.POST.get("url", "").strip()
    return do(request, found, "Als erledigt vermerkt.", lambda: decisions.finish(
        delivery=found, by=request.user, url=url
    ))  # fmt: skip


@require_POST
@allowed(Permission.DECIDE)
def step_drop(request: DeskRequest, pk: UUID) -> HttpResponse:
    """This step is not needed."""
    found, reason = get_object_or_404(Delivery, pk=pk), request.POST.get("reason", "")
    return do(request, found, "Dieser Schritt entfällt.", lambda: decisions.drop(
        delivery=found, reason=reason, by=request.user
    ))  # fmt: skip


@require_POST
@allowed(Permission.DECIDE)
def step_other_way(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The platform refused this step; another way is taken."""
    found, act = get_object_or_404(Delivery, pk=pk), request.POST.get("act", "")
    return do(request, found, "Der Schritt geht jetzt den anderen Weg.", lambda: decisions.go_another_way(
        delivery=found, act=act, by=request.user
    ))  # fmt: skip


def store_notice(request: DeskRequest, row: Story) -> None:
    """The notice and the ways stand in the story's own form; a public story with a notice goes to the queue."""
    notice, quiet = request.POST.get("notice", "").strip()[:NOTICE_LENGTH], "quiet" in request.POST
    open_one = row.corrections.open().first()
    if "notice" not in request.POST or not (notice or quiet or open_one):
        return
    if open_one is not None and open_one.kind == CorrectionKind.WITHDRAWAL:
        return
    ways = ways_of(request.POST)
    try:
        corrections.write(story=row, notice=notice, ways=ways, quiet=quiet, by=request.user)
        row.refresh_from_db()
        if row.state == State.PUBLISHED and (notice or quiet):
            release.submit(story=row, by=request.user)
    except DeskError as error:
        messages.error(request, str(error))
