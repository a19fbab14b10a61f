"""One channel's rendition: edit, measure, reset, leave out, plan, keep."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from channels_publish import sheet
from channels_publish.actions import renditions as actions
from channels_publish.actions.renditions import RenditionConflict
from channels_publish.enums import Kind
from channels_publish.models import Rendition
from newsroom import panels, storypage
from newsroom.access import DeskRequest, allowed, desk_login
from newsroom.forms import PlanForm, RenditionForm
from newsroom.panels import Panel
from newsroom.views.saving import get_story, go, needs_confirmation, number, page
from people.roles import Permission
from press.actions import rehearsals
from stories.enums import State
from stories.errors import DeskError
from stories.models import Story

CONFIRM = (
    "Dieser Beitrag ist freigegeben. Ihre Änderung bricht das Freigabesiegel, und der Beitrag geht zurück "
    "in die Abnahme. Ihr Text ist noch da und noch nicht gespeichert."
)


@desk_login
@require_GET
def story_renditions(request: DeskRequest, pk: int) -> HttpResponse:
    """The right column alone, for a page that wants it fresh."""
    row = get_story(pk)
    context = storypage.base_context(row, request.user)
    context |= {"panels": panels.panels(row, context, open_pk=number(request.GET.get("kanal")))}
    return render(request, "desk/_renditions.html", context)


@desk_login
@require_POST
def rendition(request: DeskRequest, pk: int) -> HttpResponse:
    """Save what was written for this channel."""
    row = _get(pk)
    form = RenditionForm(request.POST)
    if refused := _refused(request, row, form):
        return refused
    plan = PlanForm(request.POST)
    if not plan.is_valid():
        return _answer(request, row, form=form, status=422, **_plan_refused(plan))
    try:
        saved = actions.edit(rendition=row, version=_version(form), by=request.user, **form.typed())
        if "send_at" in request.POST:
            saved = actions.plan(rendition=saved, send_at=plan.cleaned_data["send_at"], by=request.user)
    except RenditionConflict as error:
        return _answer(request, row, form=form, message=str(error), tone="warn", status=409, theirs=_stored(_get(pk)))
    except DeskError as error:
        return _answer(request, row, form=form, message=str(error), tone="bad", status=422)
    words = "Die frühere Fassung ist wieder da." if "wiederherstellen" in request.POST else "Gespeichert."
    return _answer(request, saved, message=words)


@allowed(Permission.EDIT_RENDITION)
@require_POST
def rendition_rehearse(request: DeskRequest, pk: int) -> HttpResponse:
    """The press mail as it is stored now, to whoever asks."""
    row = get_object_or_404(Rendition.objects.select_related("story", "account"), pk=pk, account__kind=Kind.PRESS)
    try:
        address = rehearsals.rehearse(rendition=row, by=request.user)
    except DeskError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Die Probe ist an {address} unterwegs, so wie die Fassung gespeichert ist.")
    return redirect(f"{row.story.get_absolute_url()}?kanal={row.pk}#fassung-{row.pk}")


@desk_login
@require_POST
def rendition_measure(request: DeskRequest, pk: int) -> HttpResponse:
    """Counter, problems and preview of text that is being typed; nothing is stored."""
    row = _get(pk)
    if not request.user.has_perm(Permission.EDIT_RENDITION):
        raise PermissionDenied
    form = RenditionForm(request.POST)
    form.is_valid()
    panel = Panel(fitted=sheet.fitted(row, **form.shown()), form=form)
    return render(request, "desk/_rendition_measure.html", {"panel": panel, "story": row.story, "live": True})


@desk_login
@require_POST
def rendition_reset(request: DeskRequest, pk: int) -> HttpResponse:
    """Draft anew from the story; what stood there, typed or stored, is offered back."""
    row = _get(pk)
    form = RenditionForm(request.POST)
    if needs_confirmation(request, row.story):
        return _answer(request, row, form=form, message=CONFIRM, tone="warn", status=422, confirm="reset")
    form.is_valid()
    former = _stored(row) | form.typed()
    try:
        fresh = actions.reset(rendition=row, by=request.user)
    except DeskError as error:
        return _answer(request, row, form=form, message=str(error), tone="bad", status=422)
    words = "Neu aus dem Beitrag erzeugt."
    return _answer(request, fresh, message=words, former=former if former != _stored(fresh) else None)


@desk_login
@require_POST
def rendition_include(request: DeskRequest, pk: int) -> HttpResponse:
    """Leave this channel out, or take it in again."""
    included = request.POST.get("included") == "1"
    words = "Wieder aufgenommen." if included else "Dieser Kanal bleibt bei diesem Beitrag außen vor."
    return _with_typed_kept(request, pk, words, actions.include, included=included)


@desk_login
@require_POST
def rendition_keep(request: DeskRequest, pk: int) -> HttpResponse:
    """The person has looked: the text still fits the changed story."""
    return _with_typed_kept(request, pk, "Die Fassung bleibt, wie sie ist.", actions.keep)


@desk_login
@require_POST
def rendition_plan(request: DeskRequest, pk: int) -> HttpResponse:
    """Choose when this channel goes out; empty is at once after approval."""
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _answer(request, _get(pk), form=RenditionForm(request.POST), status=422, **_plan_refused(form))
    send_at = form.cleaned_data["send_at"]
    words = "Der Kanal geht sofort nach der Freigabe hinaus."
    if send_at:
        words = f"Geplant für {timezone.localtime(send_at):%d.%m.%Y, %H:%M} Uhr."
    return _with_typed_kept(request, pk, words, actions.plan, send_at=send_at)


def _with_typed_kept(request: DeskRequest, pk: int, words: str, action: Any, **values: Any) -> HttpResponse:
    """Do ``action`` and leave whatever is typed but not saved standing in its fields."""
    row, form = _get(pk), RenditionForm(request.POST)
    if needs_confirmation(request, row.story) and action is not actions.keep:
        return _answer(request, row, form=form, message=CONFIRM, tone="warn", status=422)
    try:
        done = action(rendition=row, by=request.user, **values)
    except DeskError as error:
        return _answer(request, row, form=form, message=str(error), tone="bad", status=422)
    form.is_valid()
    unsaved = any(value != getattr(done, name) for name, value in form.typed().items())
    return _answer(request, done, form=form if unsaved else None, message=words)


def _plan_refused(form: PlanForm) -> dict[str, str]:
    return {"plan_error": form.errors["send_at"][0], "plan_typed": form.data["send_at"]}


def _get(pk: int) -> Rendition:
    rows = Rendition.objects.select_related("account", "tile", "story__department", "story__video")
    return get_object_or_404(rows, pk=pk)


def _version(form: RenditionForm) -> int:
    return form.cleaned_data.get("version") or 0


def _stored(row: Rendition) -> dict[str, Any]:
    return {"title": row.title, "text": row.text, "tags": list(row.tags), "media": row.media}


def _refused(request: DeskRequest, row: Rendition, form: RenditionForm) -> HttpResponse | None:
    if not form.is_valid():
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _answer(request, row, form=form, message=sentence, tone="bad", status=422)
    if needs_confirmation(request, row.story):
        return _answer(request, row, form=form, message=CONFIRM, tone="warn", status=422, confirm="save")
    return None


def _answer(
    request: DeskRequest,
    row: Rendition,
    *,
    form: RenditionForm | None = None,
    status: int = 200,
    confirm: str = "",
    **show: Any,
) -> HttpResponse:
    """The panel anew with what belongs to it, or the whole page where there is no htmx."""
    story = get_story(row.story_id)
    if request.htmx and story.state == State.IN_REVIEW and request.POST.get("war") in storypage.SEALED:
        messages.warning(
            request, "Gespeichert. Das Freigabesiegel ist gebrochen, der Beitrag steht wieder zur Abnahme."
        )
        return go(request, _address(story, row))
    if not request.htmx and status == HTTPStatus.OK and not show.get("former"):
        messages.success(request, f"{row.account}: {show.get('message', 'Gespeichert.')}")
        return redirect(_address(story, row))
    context = storypage.base_context(story, request.user, seal_ok=bool(request.POST.get("seal_ok")) or bool(confirm))
    rows = panels.panels(story, context, open_pk=row.pk)
    panel = panels.one_panel(rows, row.pk)
    if form is not None:
        form.is_valid()
        panels.typed_over(panel, form)
    for name, value in show.items():
        setattr(panel, name, value)
    context |= {"panel": panel, "panels": rows, "confirm": confirm} | storypage.submission(story, rows)
    if request.htmx:
        return render(request, "desk/_rendition_answer.html", context, status=status)
    return page(request, story, status=status, seal_ok=context["seal_ok"], panels=rows)


def _address(story: Story, row: Rendition) -> str:
    return f"{story.get_absolute_url()}?kanal={row.pk}#fassung-{row.pk}"
