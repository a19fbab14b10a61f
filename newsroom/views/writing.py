"""While somebody writes: keeping what is typed, telling who else is here, and the earlier versions."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channels_publish.actions import renditions
from newsroom import differences, storypage
from newsroom.access import DeskRequest, allowed, desk_login
from newsroom.views.saving import get_story, number
from people.roles import Permission
from stories import rules
from stories.actions import copies
from stories.actions import stories as actions
from stories.errors import DeskError
from stories.models import Revision, Story

PER_PAGE = 20
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "person", "version", "overwrite", "offen", "seal_ok", "drop"})


@require_http_methods(["GET", "POST"])
def story_copy(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """GET: a fresh token for a page whose person has logged in anew. POST: keep what is typed, or drop it.

    Answers in JSON; 401 says that nobody is logged in any more.
    """
    if not request.user.is_authenticated:
        return JsonResponse({}, status=HTTPStatus.UNAUTHORIZED)
    if request.method == "GET":
        return JsonResponse({"token": get_token(request), "person": request.user.pk})
    story = get_object_or_404(Story, pk=pk) if pk else None
    fields = {name: str(value) for name, value in request.POST.items() if name not in NOT_KEPT}
    if sentence := storypage.somebody_else(request.POST.get("person"), request.user):
        return JsonResponse({"problem": sentence}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        if "drop" in request.POST:
            copies.drop(story=story, by=request.user)
        else:
            version = number(request.POST.get("version")) or 0
            copies.keep(story=story, version=version, fields=fields, by=request.user)
    except DeskError as error:
        return JsonResponse({"problem": str(error)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return JsonResponse({"at": f"{timezone.localtime():%H:%M}"})


@desk_login
@require_POST
def story_presence(request: DeskRequest, pk: int) -> HttpResponse:
    """This person is here; answers who else is."""
    story = get_object_or_404(Story, pk=pk)
    if "weg" in request.POST:
        copies.left(story=story, by=request.user)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    copies.seen(story=story, by=request.user, typing=bool(request.POST.get("tippt")))
    return render(request, "desk/story/_present.html", present(story, request))


def present(story: Story, request: DeskRequest) -> dict[str, Any]:
    """Who else is at the story, and what they have not saved."""
    now = timezone.now()
    rows = copies.others(story, request.user, now)
    return {
        "typing": [row.user for row in rows if copies.is_typing(row, now)],
        "reading": [row.user for row in rows if not copies.is_typing(row, now)],
        "unsaved": copies.unsaved_by_others(story, request.user),
    }


@desk_login
@require_GET
def story_revisions(request: DeskRequest, pk: int) -> HttpResponse:
    """Every version of a story, and the difference of two."""
    story = get_story(pk)
    rows = story.revisions.select_related("created_by").prefetch_related("reviews__by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))
    after = _revision(story, request.GET.get("bis")) or next(iter(page.object_list), None)
    before = _revision(story, request.GET.get("von")) or (after and _before(story, after))
    context = {
        "story": story,
        "page": page,
        "before": before,
        "after": after,
        "changes": differences.between(_sealed(before), _sealed(after)) if before and after else [],
        "may_restore": rules.may_edit(request.user, story),
        "sealed": story.state in storypage.SEALED,
        "asked": number(request.GET.get("zurueck")) if story.state in storypage.SEALED else None,
        "newest": story.revisions.values_list("number", flat=True).first(),
    }
    return render(request, "desk/story/revisions.html", context)


@allowed(Permission.WRITE)
@require_POST
def story_restore(request: DeskRequest, pk: int, revision: int) -> HttpResponse:
    """Make an earlier version the newest one."""
    story = get_story(pk)
    row = get_object_or_404(Revision, story=story, number=revision)
    if story.state in storypage.SEALED and not request.POST.get("seal_ok"):
        return redirect(f"{reverse('desk:story_revisions', args=[pk])}?bis={revision}&zurueck={revision}")
    try:
        story, lost = actions.restore(story=story, revision=row, by=request.user)
    except DeskError as error:
        messages.error(request, str(error))
        return redirect("desk:story_revisions", pk)
    renditions.refresh(story=get_story(pk), by=request.user)
    words = f"Fassung {revision} ist wieder der aktuelle Text; die vorige bleibt in der Liste."
    messages.success(request, " ".join([words, *lost]))
    return redirect(story)


def _revision(story: Story, wanted: str | None) -> Revision | None:
    chosen = number(wanted)
    return story.revisions.select_related("created_by").filter(number=chosen).first() if chosen else None


def _before(story: Story, revision: Revision) -> Revision | None:
    return story.revisions.select_related("created_by").filter(number__lt=revision.number).first()


def _sealed(revision: Revision) -> dict[str, Any]:
    return {"story": revision.content, "renditions": []}
