"""Pictures and video of a story. Every step first keeps what was typed about the pictures."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from channels_publish.actions import renditions
from media_library.images import size_notices
from media_library.messages import BadFile
from media_library.models import Asset
from media_library.serving import serve
from newsroom import panels, storypage
from newsroom.access import DeskRequest, desk_login
from newsroom.forms import StoryForm
from newsroom.views.saving import (
    answer_saved,
    attach_files,
    describe,
    get_story,
    keep_film_rights,
    needs_confirmation,
    page,
    store,
)
from stories import rules
from stories.actions import stories as actions
from stories.errors import DeskError
from stories.models import Story

USES_PER_PAGE = 30


@desk_login
@require_POST
def image_add(request: DeskRequest, pk: int) -> HttpResponse:
    """Take new pictures; those refused are named with the reason."""
    return _change(request, pk, lambda _story: None, "images")


@desk_login
@require_POST
def image_remove(request: DeskRequest, pk: int, asset: int) -> HttpResponse:
    """Take one picture out of the story; it stays in the library."""
    return _change(
        request, pk, lambda story: actions.remove_image(story=story, asset=_asset(story, asset), by=request.user)
    )


@desk_login
@require_POST
def image_move(request: DeskRequest, pk: int, asset: int) -> HttpResponse:
    """Move one picture up or down; the first one leads."""
    steps = -1 if request.POST.get("richtung") == "hoch" else 1
    return _change(
        request,
        pk,
        lambda story: actions.move_image(story=story, asset=_asset(story, asset), steps=steps, by=request.user),
    )


@desk_login
@require_POST
def image_describe(request: DeskRequest, pk: int, asset: int) -> HttpResponse:
    """Store alternative text, credit and caption as typed, of this picture and its siblings."""
    return _change(request, pk, lambda story: _asset(story, asset))


@desk_login
@require_POST
def video_set(request: DeskRequest, pk: int) -> HttpResponse:
    """Take the video; the former one stays in the library."""
    return _change(request, pk, lambda _story: None, "video")


@desk_login
@require_POST
def video_remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Take the video out of the story; it stays in the library."""
    return _change(request, pk, lambda story: actions.set_video(story=story, asset=None, by=request.user))


@desk_login
@require_POST
def video_captions(request: DeskRequest, pk: int) -> HttpResponse:
    """Take the film's captions, or the reason why it needs none."""
    file, reason = request.FILES.get("captions"), request.POST.get("captions_reason", "")

    def keep(story: Story) -> None:
        if file is None and story.video and story.video.captions and not reason.strip():
            return  # saved without a file: what is there stays
        actions.set_captions(story=story, file=file, reason=reason, by=request.user)

    return _change(request, pk, keep)


@desk_login
@require_GET
def video_captions_file(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The captions as they were handed in."""
    film = get_story(pk).video
    if film is None or not film.captions:
        raise Http404
    return serve(request, str(film.captions))


@desk_login
@require_GET
def asset_uses(request: DeskRequest, pk: int) -> HttpResponse:
    """Every story that shows this picture or film, published ones first: whose consent ends must find them all."""
    asset = get_object_or_404(Asset, pk=pk)
    rows = Story.objects.filter(Q(story_images__asset=asset) | Q(video=asset)).distinct().with_desk_relations()
    page = Paginator(rows.order_by("live_id", "-updated_at", "-pk").reverse(), USES_PER_PAGE)
    return render(request, "desk/asset_uses.html", {"asset": asset, "page": page.get_page(request.GET.get("seite"))})


def _change(request: DeskRequest, pk: int, action: Any, *kinds: str) -> HttpResponse:
    story = get_story(pk)
    if not rules.may_edit(request.user, story):
        raise PermissionDenied
    if not request.htmx:
        # Without scripts the whole form came along, so all of it is kept.
        return _plain(request, story, action)
    if needs_confirmation(request, story):
        sentence = (
            "Dieser Beitrag ist inzwischen freigegeben; Bilder und Video ändern bricht das Siegel. "
            "Laden Sie die Seite neu und wählen Sie „Trotzdem bearbeiten“."
        )
        return _fragment(request, story, problem=sentence, status=422)
    before, seen = story.state, request.POST.get("version")
    current = str(story.version)
    try:
        describe(story, storypage.image_forms(story, request.POST), request.user)
        keep_film_rights(storypage.film_form(story, request.POST), request.user)
        action(story)
        refused = attach_files(request, story, *kinds)
    except (DeskError, BadFile) as error:
        return _fragment(request, story, problem=str(error), status=422)
    story = get_story(pk)
    renditions.refresh(story=story, by=request.user)
    # Only a page that was up to date stays so: a text somebody else saved must not be overwritten unseen.
    version = story.version if seen == current else seen
    if story.state != before:
        return HttpResponse(headers={"HX-Redirect": story.get_absolute_url()})
    where = {"video_refused" if "video" in kinds else "refused": refused}
    return _fragment(request, get_story(pk), version=version, status=422 if refused else 200, **where)


def _plain(request: DeskRequest, story: Story, action: Any) -> HttpResponse:
    story, _taken, answer = store(request, story, StoryForm(request.POST, story=story))
    if answer:
        return answer
    try:
        action(story)
    except (DeskError, BadFile) as error:
        return page(request, story, status=422, problem=str(error))
    story = get_story(story.pk)
    renditions.refresh(story=story, by=request.user)
    return answer_saved(request, story)


def _fragment(request: DeskRequest, story: Story, *, status: int = 200, **extra: Any) -> HttpResponse:
    seal_ok = bool(request.POST.get("seal_ok"))
    context = storypage.base_context(story, request.user, seal_ok=seal_ok)
    rows = panels.panels(story, context, open_pk=None)
    context |= {
        "images": storypage.image_forms(story, request.POST, editable=context["editable"]),
        "film": storypage.film_form(story, editable=context["editable"]),
        "video_facts": storypage.video_facts(story.video) if story.video else None,
        "panels": rows,
        "notices": [words for asset in story.ordered_images() for words in size_notices(asset.width, asset.height)],
        "oob": True,
    }
    context |= storypage.submission(story, rows) | extra
    return render(request, "desk/_media_answer.html", context, status=status)


def _asset(story: Story, pk: int) -> Asset:
    return get_object_or_404(Asset, pk=pk, story_images__story=story)
