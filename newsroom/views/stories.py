"""The story desk: the list, and one story with everything that belongs to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channels_publish.actions import release, renditions
from channels_publish.errors import Blocked
from newsroom import storylist, storypage
from newsroom.access import DeskRequest, desk_login
from newsroom.forms import StoryForm
from newsroom.views.saving import answer_saved, attach_all, get_story, go, page, store, with_panel
from stories import rules
from stories.actions import comments, copies, reviews
from stories.actions import stories as actions
from stories.enums import State
from stories.errors import DeskError, NotReady
from stories.models import Story

PER_PAGE = 25


@desk_login
@require_GET
def stories(request: DeskRequest) -> HttpResponse:
    """All stories, newest change first; searched, filtered and paged."""
    query, state = request.GET.get("q", "").strip(), request.GET.get("stand", "")
    mine = request.GET.get("nur") == "meine"
    rows = storylist.found(query, state)
    if mine:
        rows = rows.filter(Q(author=request.user) | Q(last_editor=request.user))
    kept = QueryDict(mutable=True)
    kept.update({name: value for name, value in (("q", query), ("stand", state), ("nur", "meine" * mine)) if value})
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("seite")),
        "q": query,
        "state": state,
        "mine": mine,
        "states": State.choices,
        "kept": kept.urlencode(),
        "may_write": rules.may_edit(request.user, Story()),
    }
    whole_page = not request.htmx or request.htmx.boosted or request.htmx.history_restore_request
    return render(request, "desk/stories.html" if whole_page else "desk/_stories_table.html", context)


@desk_login
@require_http_methods(["GET", "POST"])
def story_new(request: DeskRequest) -> HttpResponse:
    """Begin a story. Pictures and video chosen here come along with the first save."""
    if not rules.may_edit(request.user, Story()):
        raise PermissionDenied
    form = StoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        story = actions.create(by=request.user, **form.cleaned_data)
        attach_all(request, story)
        renditions.refresh(story=story, by=request.user)
        copies.drop(story=None, by=request.user)
        messages.success(request, "Der Beitrag ist angelegt. Die Kanalfassungen sind daraus entstanden.")
        return go(request, story.get_absolute_url())
    if request.htmx and request.method == "POST":
        return render(request, "desk/_story_answer.html", {"form": form}, status=422)
    context = {"form": form, "editable": True, "story": None, "copy": storypage.copy_of(None, request.user)}
    return render(request, "desk/story.html", context, status=422 if request.method == "POST" else 200)


@desk_login
@require_http_methods(["GET", "POST"])
def story(request: DeskRequest, pk: int) -> HttpResponse:
    """One story beside its renditions; POST saves it."""
    row = get_story(pk)
    if request.method == "POST":
        return _save(request, row)
    comments.see(story=row, by=request.user)
    return page(request, row, seal_ok="bearbeiten" in request.GET)


@desk_login
@require_POST
def story_submit(request: DeskRequest, pk: int) -> HttpResponse:
    """Save what is typed, then put the story into the queue."""
    row = get_story(pk)
    taken: list[str] = []
    form = StoryForm(request.POST, story=row)
    if "headline" in request.POST:
        row, taken, answer = store(request, row, form)
        if answer:
            return answer
    try:
        release.submit(story=row, by=request.user)
    except (NotReady, Blocked):
        text = "Ihr Text ist gespeichert, aber noch nicht eingereicht. Es fehlt noch:"
        return answer_saved(request, get_story(pk), taken=taken, problem=text, not_submitted=True)
    except DeskError as error:
        return answer_saved(request, get_story(pk), taken=taken, problem=str(error))
    messages.success(request, "Eingereicht. Der Beitrag steht jetzt beim Chef vom Dienst zur Abnahme.")
    return go(request, row.get_absolute_url())


@desk_login
@require_POST
def story_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Take the story back out of the queue."""
    row = get_story(pk)
    try:
        reviews.withdraw(story=row, by=request.user)
        messages.success(request, "Zurückgeholt. Der Beitrag ist wieder ein Entwurf.")
    except DeskError as error:
        messages.error(request, str(error))
    return go(request, row.get_absolute_url())


def _save(request: DeskRequest, row: Story) -> HttpResponse:
    was_sealed = row.state in storypage.SEALED
    row, taken, answer = store(request, row, StoryForm(request.POST, story=row))
    if answer:
        return answer
    if was_sealed and row.state == State.IN_REVIEW:
        messages.warning(
            request, "Gespeichert. Das Freigabesiegel ist gebrochen, der Beitrag steht wieder zur Abnahme."
        )
        return go(request, with_panel(request, row))
    return answer_saved(request, row, taken=taken)
