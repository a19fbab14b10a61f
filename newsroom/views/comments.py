"""Remarks on a story: the panel beside the text, and what is done in it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from newsroom.access import DeskRequest, allowed
from newsroom.commentpage import remarks
from people.models import User
from people.roles import Permission
from stories.actions import comments
from stories.anchoring import FIELDS, Quote
from stories.errors import DeskError
from stories.models import Comment, Story

Deed = Callable[[Comment, str, User], Comment]
DEEDS: dict[str, tuple[Deed, str]] = {
    "answer": (lambda row, text, by: comments.answer(comment=row, text=text, by=by), "Antwort gespeichert."),
    "edit": (lambda row, text, by: comments.edit(comment=row, text=text, by=by), "Kommentar geändert."),
    "resolve": (lambda row, _text, by: comments.resolve(comment=row, by=by), "Erledigt."),
    "reopen": (lambda row, _text, by: comments.reopen(comment=row, by=by), "Wieder geöffnet."),
}


@allowed(Permission.WRITE, Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def story_comments(request: DeskRequest, pk: int) -> HttpResponse:
    """All remarks on one story; POST adds one."""
    story = get_object_or_404(Story, pk=pk)
    if request.method == "GET":
        return _panel(request, story)
    field = request.POST.get("field", "")
    quote = Quote(*(request.POST.get(name, "") for name in ("quote", "prefix", "suffix")))
    try:
        comments.write(
            story=story, text=request.POST.get("text", ""), by=request.user,
            field=field if field in FIELDS else "", quote=quote,
        )  # fmt: skip
    except DeskError as error:
        return _refused(request, story, str(error))
    return _done(request, story, "Kommentar gespeichert.")


@require_POST
@allowed(Permission.WRITE, Permission.APPROVE)
def comment(request: DeskRequest, pk: int) -> HttpResponse:
    """Answer, change, settle or reopen one remark."""
    row = get_object_or_404(Comment.objects.select_related("story"), pk=pk)
    deed, said = DEEDS.get(request.POST.get("tun", ""), DEEDS["answer"])
    try:
        deed(row, request.POST.get("text", ""), request.user)
    except DeskError as error:
        return _refused(request, row.story, str(error), at=row.pk)
    undo = row.pk if request.POST.get("tun") == "resolve" else None
    return _done(request, row.story, said, undo=undo)


def _done(request: DeskRequest, story: Story, said: str, **more: Any) -> HttpResponse:
    if request.htmx:
        return _panel(request, story, said=said, **more)
    messages.success(request, said)
    return redirect(_back(request, story))


def _refused(request: DeskRequest, story: Story, why: str, *, at: int = 0) -> HttpResponse:
    """Nothing was stored; what was typed stands in its field again."""
    return _panel(request, story, status=422, problem=why, typed=request.POST, typed_at=at)


def _panel(request: DeskRequest, story: Story, *, status: int = 200, **more: Any) -> HttpResponse:
    """The list alone for htmx, else a page of its own."""
    context = remarks(story, request.user) | {"on_review": request.POST.get("seite") == "abnahme"} | more
    template = "desk/comments/_list.html" if request.htmx else "desk/comments/page.html"
    return render(request, template, context, status=status)


def _back(request: DeskRequest, story: Story) -> str:
    page = (
        reverse("desk:review", args=[story.pk]) if request.POST.get("seite") == "abnahme" else story.get_absolute_url()
    )
    return f"{page}#kommentare"
