"""Fact checks: asked for at the desk, answered behind a link by somebody without an account."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from newsroom import factcheckpage, telling
from newsroom.access import DeskRequest, allowed
from newsroom.forms import LocalDateTimeField
from newsroom.guests import discreet
from newsroom.views.saving import get_story
from people.roles import Permission
from stories.actions import factchecks as actions
from stories.errors import DeskError
from stories.models import Department, FactCheck


class AskForm(forms.Form):
    """Who shall check, until when, and what about."""

    name = forms.CharField(label="Wer prüft?", max_length=150, help_text="Name der Person im Amt.")
    email = forms.EmailField(label="E-Mail", required=False)
    department = forms.ModelChoiceField(label="Amt", queryset=Department.objects.all(), required=False)
    question = forms.CharField(
        label="Frage",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Was soll besonders geprüft werden? Zahlen, Namen, Termine?",
    )
    expires_at = LocalDateTimeField(label="Antwort bis", required=True, help_text="Danach ist der Link tot.")


@allowed(Permission.WRITE, Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def story_fact_checks(request: DeskRequest, pk: int) -> HttpResponse:
    """Who was asked about this story and what they said; POST asks somebody."""
    story = get_story(pk)
    now = timezone.now()
    usual = {"expires_at": factcheckpage.usual_end(now), "department": story.department_id}
    form = AskForm(request.POST if request.method == "POST" else None, initial=usual, auto_id="%s")
    link = ""
    if request.method == "POST" and form.is_valid():
        try:
            _check, secret = actions.ask(story=story, by=request.user, **form.cleaned_data)
        except DeskError as error:
            form.add_error(None, str(error))
        else:
            link = request.build_absolute_uri(reverse("guest:fact_check", args=[secret]))
            form = AskForm(initial=usual, auto_id="%s")
    context = {"story": story, "form": form, "link": link, "rows": factcheckpage.of(story, now)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
    return render(request, "desk/factcheck/list.html", context, status=status)


@allowed(Permission.WRITE)
@require_POST
def fact_check_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """The link opens no more."""
    check = get_object_or_404(FactCheck.objects.select_related("story"), pk=pk)
    telling.do(request, "Der Link öffnet sich nicht mehr.", lambda: actions.revoke(check=check, by=request.user))
    return redirect("desk:story_fact_checks", check.story_id)


@discreet
@require_http_methods(["GET", "POST"])
def fact_check(request: HttpRequest, secret: str) -> HttpResponse:
    """The text to check, exactly as it was when asked; afterwards what was answered."""
    check = actions.behind(secret)
    if check is None:
        return render(request, "guest/gone.html", {"unknown": True}, status=HTTPStatus.NOT_FOUND)
    if check.revoked_at or check.expires_at <= timezone.now():
        return render(request, "guest/gone.html", {"check": check}, status=HTTPStatus.GONE)
    if check.answered_at:
        return render(request, "guest/fact_check_done.html", {"check": check})
    problem, typed = "", {}
    blocks = factcheckpage.blocks(check.revision.content)
    if request.method == "POST":
        typed = {name: str(value) for name, value in request.POST.items()}
        remarks = [(block.field, block.quote, typed.get(block.name, "")) for block in blocks]
        try:
            actions.answer(
                check=check, verdict=typed.get("verdict", ""), remark=typed.get("remark", ""), remarks=remarks
            )
        except DeskError as error:
            problem, blocks = str(error), factcheckpage.blocks(check.revision.content, typed)
        else:
            messages.success(request, "Vielen Dank, Ihre Antwort ist bei der Redaktion.")
            return redirect(request.path)
    actions.opened(check=check)
    context = {"check": check, "content": check.revision.content, "blocks": blocks, "problem": problem, "typed": typed}
    return render(request, "guest/fact_check.html", context, status=422 if problem else 200)
