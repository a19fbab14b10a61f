"""Press inquiries: the list, one inquiry, and each step from the question to the answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channels_publish.actions import renditions
from newsroom import inquirylist, telling
from newsroom.access import DeskRequest, allowed
from newsroom.pressdeskforms import InquiryForm, quick_deadlines
from newsroom.views.saving import number
from people.roles import Permission
from press import rules
from press.actions import inquiries as actions
from press.enums import AnswerWay
from press.errors import Outdated
from press.models import AskedDepartment, Inquiry, InquiryAnswer
from stories.errors import DeskError, WrongState
from stories.models import Department

WRITERS = allowed(Permission.WRITE)


@WRITERS
@require_GET
def inquiries(request: DeskRequest) -> HttpResponse:
    """Open ones by deadline, one's own, those that wait for a release, and what is done."""
    found = inquirylist.context(request.GET, request.user)
    whole = not request.htmx or request.htmx.boosted or request.htmx.history_restore_request
    return render(request, "desk/press/inquiries.html" if whole else "desk/press/_inquiries.html", found)


@WRITERS
@require_http_methods(["GET", "POST"])
def inquiry_new(request: DeskRequest) -> HttpResponse:
    """Take down a question, while the journalist is still on the phone."""
    form = InquiryForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        row = actions.create(by=request.user, **form.typed())
        messages.success(request, "Die Anfrage ist notiert.")
        return redirect(row)
    context = {"form": form, "row": None, "quick": quick_deadlines(timezone.now())}
    return render(request, "desk/press/inquiry_new.html", context, status=422 if form.is_bound else 200)


@WRITERS
@require_http_methods(["GET", "POST"])
def inquiry(request: DeskRequest, pk: int) -> HttpResponse:
    """One inquiry with its answer; POST saves what was asked."""
    row = _row(pk)
    if request.method == "GET":
        return _page(request, row)
    form = InquiryForm(request.POST, inquiry=row)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    try:
        actions.save(inquiry=row, version=_version(request), by=request.user, **form.typed())
    except Outdated as error:
        return _page(request, _row(pk), form=form, conflict=str(error), status=409)
    messages.success(request, "Gespeichert.")
    return redirect(row)


@WRITERS
@require_POST
def inquiry_answer(request: DeskRequest, pk: int) -> HttpResponse:
    """A new wording of the answer."""
    row, text = _row(pk), request.POST.get("answer", "")
    try:
        actions.write_answer(inquiry=row, text=text, by=request.user, version=_version(request))
    except Outdated as error:
        return _page(request, _row(pk), typed=text, conflict=str(error), status=409)
    except DeskError as error:
        return _page(request, row, typed=text, problem=str(error), status=422)
    messages.success(request, "Die Antwort ist gespeichert. Eine zweite Person gibt sie frei.")
    return redirect(row)


@WRITERS
@require_POST
def inquiry_deed(request: DeskRequest, pk: int) -> HttpResponse:
    """One of the steps: the button's name says which."""
    row = _row(pk)
    telling.choose(request, _deeds(request, row))
    return redirect(row)


@WRITERS
@require_POST
def inquiry_send(request: DeskRequest, pk: int) -> HttpResponse:
    """Mail the released answer."""
    row = _row(pk)
    try:
        row = actions.send(inquiry=row, by=request.user)
    except DeskError as error:
        messages.error(request, str(error))
        return redirect(row)
    if row.sent_at:
        messages.success(request, f"Die Antwort ist an {row.email} gegangen.")
    elif row.mail_unclear:
        messages.error(request, "Die Verbindung zum Mailserver brach ab. Ob die Mail ankam, ist ungewiss.")
    else:
        messages.error(request, f"Der Mailserver hat die Mail nicht genommen: {row.mail_text} Nichts wurde gesendet.")
    return redirect(row)


@WRITERS
@require_POST
def inquiry_topic(request: DeskRequest, pk: int) -> HttpResponse:
    """The question becomes a topic."""
    return redirect(actions.make_topic(inquiry=_row(pk), by=request.user))


@WRITERS
@require_POST
def inquiry_story(request: DeskRequest, pk: int) -> HttpResponse:
    """The answer becomes a story for everybody."""
    row = _row(pk)
    known = row.story_id
    try:
        story = actions.make_story(inquiry=row, by=request.user)
    except DeskError as error:
        messages.error(request, str(error))
        return redirect(row)
    if not known:
        renditions.refresh(story=story, by=request.user)
        messages.success(request, "Aus der Antwort ist ein Beitrag geworden. Geben Sie ihm noch eine Überschrift.")
    return redirect(story)


def _deeds(request: DeskRequest, row: Inquiry) -> dict[str, tuple[str, Callable[[], Any]]]:
    """What the buttons do, by their value: the sentence afterwards and the deed."""
    by, given = request.user, request.POST.get
    return {
        "uebernehmen": ("Sie sind jetzt zuständig.", lambda: actions.take(inquiry=row, by=by)),
        "freigeben": (
            "Die Antwort ist freigegeben und kann hinaus.",
            lambda: actions.release(inquiry=row, answer=_answer(row, given("fassung")), by=by),
        ),
        "fragen": ("Das Amt ist als gefragt vermerkt.", lambda: _ask(request, row)),
        "amt": (
            "Die Antwort des Amtes ist vermerkt.",
            lambda: actions.department_answered(asked=_asked(row, given("gefragt")), by=by),
        ),
        "telefon": (
            "Als am Telefon beantwortet vermerkt.", lambda: actions.told(inquiry=row, way=AnswerWay.PHONE, by=by)
        ),
        "person": (
            "Als persönlich beantwortet vermerkt.", lambda: actions.told(inquiry=row, way=AnswerWay.PERSON, by=by)
        ),
        "angekommen": (
            "Die Anfrage ist beantwortet.", lambda: actions.settle_unclear(inquiry=row, arrived=True, by=by)
        ),
        "nicht-angekommen": (
            "Die Antwort kann noch einmal hinaus.", lambda: actions.settle_unclear(inquiry=row, arrived=False, by=by)
        ),
        "schliessen": (
            "Die Anfrage ist geschlossen.", lambda: actions.close(inquiry=row, reason=given("reason", ""), by=by)
        ),
        "oeffnen": ("Die Anfrage ist wieder offen.", lambda: actions.reopen(inquiry=row, by=by)),
    }  # fmt: skip


def _ask(request: DeskRequest, row: Inquiry) -> None:
    department = Department.objects.filter(pk=number(request.POST.get("amt")) or 0).first()
    if department is None:
        raise WrongState("Bitte wählen Sie das Amt aus, das Sie gefragt haben.")
    actions.ask(inquiry=row, department=department, by=request.user)


def _answer(row: Inquiry, pk: str | None) -> InquiryAnswer:
    return get_object_or_404(InquiryAnswer, inquiry=row, pk=number(pk) or 0)


def _asked(row: Inquiry, pk: str | None) -> AskedDepartment:
    return get_object_or_404(AskedDepartment.objects.select_related("inquiry"), inquiry=row, pk=number(pk) or 0)


def _version(request: DeskRequest) -> int:
    return number(request.POST.get("version")) or 0


def _row(pk: int) -> Inquiry:
    relations = ("owner", "contact", "answer__by", "released_answer", "released_by", "sent_by", "topic", "story")
    return get_object_or_404(Inquiry.objects.select_related(*relations, "created_by"), pk=pk)


def _page(request: DeskRequest, row: Inquiry, *, status: int = 200, **extra: Any) -> HttpResponse:
    asked = list(row.asked.select_related("department", "asked_by"))
    context = {
        "row": row, "now": timezone.now(), "form": InquiryForm(inquiry=row), "asked": asked,
        "answers": row.answers.select_related("by"), "typed": row.answer.text if row.answer else "",
        "departments": Department.objects.exclude(pk__in=[each.department_id for each in asked]),
        "may_release": rules.speaks_for_the_city(request.user), "why_not": rules.why_not_release(request.user, row),
        "quick": quick_deadlines(timezone.now()),
    }  # fmt: skip
    return render(request, "desk/press/inquiry.html", context | extra, status=status)
