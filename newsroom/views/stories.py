"""The story desk: the list, and one story with everything that belongs to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channels_publish.actions import release, renditions
from channels_publish.errors import Blocked
from media_library.actions import assets
from media_library.messages import BadFile
from newsroom import commentpage, correctionpage, panels, storylist, storypage
from newsroom.access import DeskRequest, desk_login
from newsroom.forms import FilmForm, ImageForm, StoryForm
from newsroom.views.corrections import store_notice
from people.models import User
from stories import rules
from stories.actions import comments, copies, reviews
from stories.actions import stories as actions
from stories.enums import State
from stories.errors import Conflict, DeskError, NotReady
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
        _attach_all(request, story)
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
    form = StoryForm(request.POST, story=row)
    if "headline" in request.POST:
        row, answer = store(request, row, form)
        if answer:
            return answer
    try:
        release.submit(story=row, by=request.user)
    except (NotReady, Blocked):
        text = "Ihr Text ist gespeichert, aber noch nicht eingereicht. Es fehlt noch:"
        return answer_saved(request, get_story(pk), problem=text, not_submitted=True)
    except DeskError as error:
        return answer_saved(request, get_story(pk), problem=str(error))
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


# -- shared by the views of pictures and renditions ----------------------------------------------


def get_story(pk: int) -> Story:
    return get_object_or_404(
        Story.objects.select_related("department", "remit", "video", "author", "last_editor").prefetch_related(
            "story_images__asset"
        ),
        pk=pk,
    )


def go(request: DeskRequest, url: str) -> HttpResponse:
    """Redirect, for htmx and for plain forms."""
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def needs_confirmation(request: DeskRequest, row: Story) -> bool:
    """Whether this change would break a seal nobody has agreed to break."""
    return row.state in storypage.SEALED and not request.POST.get("seal_ok")


def page(request: DeskRequest, row: Story, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The whole story page; ``extra`` replaces parts of its context."""
    seal_ok = extra.pop("seal_ok", False) or bool(request.POST.get("seal_ok"))
    context = storypage.base_context(row, request.user, seal_ok=seal_ok)
    form = extra.pop("form", None) or StoryForm(story=row)
    if not context["editable"]:
        form.lock()
    context["remarks"] = commentpage.remarks(row, request.user)
    return render(
        request, "desk/story.html", context | full_context(request, row, context, form) | extra, status=status
    )


def full_context(request: DeskRequest, row: Story, context: dict[str, Any], form: StoryForm) -> dict[str, Any]:
    """Everything of the page beyond rights and state."""
    rows = panels.panels(row, context, open_pk=number(request.GET.get("kanal") or request.POST.get("offen")))
    data = request.POST if form.is_bound else None
    correcting = correctionpage.correcting(row)
    return {
        "form": form,
        "copy": storypage.copy_of(row, request.user) if context["editable"] and not form.is_bound else None,
        "images": storypage.image_forms(row, data, editable=context["editable"]),
        "film": storypage.film_form(row, data, editable=context["editable"]),
        "video_facts": storypage.video_facts(row.video) if row.video else None,
        "panels": rows,
        "review": storypage.banner(row),
        "correcting": correcting,
        "version": form.data.get("version", row.version) if form.is_bound else row.version,
        **storypage.submission(row, rows, notice_missing=correcting is not None and correcting.missing),
    }


def store(request: DeskRequest, row: Story, form: StoryForm) -> tuple[Story, HttpResponse | None]:
    """Save the form with the pictures' words and new files. Returns the answer where it could not."""
    began = timezone.now()
    if sentence := storypage.somebody_else(request.POST.get("person"), request.user):
        return row, answer_refused(request, row, form, 422, problem=sentence)
    if needs_confirmation(request, row):
        return row, answer_refused(request, row, form, 422, confirm=True)
    forms = storypage.image_forms(row, request.POST)
    film = storypage.film_form(row, request.POST)
    parts = [*forms, *([film] if film else [])]
    if not all([form.is_valid(), *(item.is_valid() for item in parts if item.is_bound)]):
        return row, answer_refused(request, row, form, 422, image_errors=[item for item in forms if item.errors])
    version = number(request.POST.get("overwrite") or request.POST.get("version")) or 0
    try:
        row = actions.save(story=row, version=version, by=request.user, **form.cleaned_data)
    except Conflict as error:
        return row, answer_refused(
            request, row, form, 409, conflict=error, differences=storypage.differences(form, get_story(row.pk))
        )
    except DeskError as error:
        return row, answer_refused(request, row, form, 422, problem=str(error))
    describe(row, forms, request.user)
    keep_film_rights(film, request.user)
    _attach_all(request, row)
    renditions.refresh(story=get_story(row.pk), by=request.user)
    store_notice(request, row)
    copies.drop(story=row, by=request.user, typed_before=began)
    return get_story(row.pk), None


def describe(row: Story, forms: list[ImageForm], by: User) -> None:
    """Store the words of the pictures that changed; only what was on the person's page."""
    for form in forms:
        if form.is_bound and form.is_valid() and form.has_changed():
            actions.describe_image(story=row, asset=form.asset, by=by, **form.words)
            assets.set_rights(asset=form.asset, by=by, **form.rights)


def keep_film_rights(form: FilmForm | None, by: User) -> None:
    """Store the rights of the film as typed."""
    if form and form.is_bound and form.is_valid() and form.has_changed():
        assets.set_rights(asset=form.asset, by=by, **form.rights)


def attach_files(request: DeskRequest, row: Story, *kinds: str) -> list[str]:
    """Take the uploaded ``images`` and ``video``; returns a sentence for each file that was refused."""
    refused = []
    for file in request.FILES.getlist("images") if "images" in kinds else []:
        try:
            asset = assets.add_image(file=file, by=request.user, alt_text="", credit="", caption="")
            actions.add_image(story=row, asset=asset, by=request.user)
        except BadFile as error:
            refused.append(str(error))
    for film in request.FILES.getlist("video")[-1:] if "video" in kinds else []:
        try:
            actions.set_video(
                story=row, asset=assets.add_video(file=film, by=request.user, credit=""), by=request.user
            )
        except BadFile as error:
            refused.append(str(error))
    return refused


def _attach_all(request: DeskRequest, row: Story) -> None:
    for sentence in attach_files(request, row, "images", "video"):
        messages.error(request, sentence)


def answer_saved(request: DeskRequest, row: Story, *, problem: str = "", not_submitted: bool = False) -> HttpResponse:
    """After a save: the parts of the page that may have changed, or the page anew."""
    seal_ok = row.state in storypage.SEALED and bool(request.POST.get("seal_ok"))
    if not request.htmx:
        if not problem:
            messages.success(request, "Gespeichert.")
            return redirect(_with_panel(request, row))
        return page(request, row, status=422, problem=problem, not_submitted=not_submitted)
    context = storypage.base_context(row, request.user, seal_ok=seal_ok)
    context |= full_context(request, row, context, StoryForm(story=row))
    context |= {
        "problem": problem,
        "not_submitted": not_submitted,
        "saved": True,
        "flash": list(messages.get_messages(request)),
    }
    response = render(request, "desk/_story_answer.html", context, status=422 if problem else 200)
    response["HX-Trigger"] = "beitrag-gespeichert"
    return response


def answer_refused(request: DeskRequest, row: Story, form: StoryForm, status: int, **why: Any) -> HttpResponse:
    """Nothing was saved; everything typed stays where it is."""
    form.is_valid()
    if request.htmx:
        return render(request, "desk/_story_answer.html", {"story": row, "form": form, **why}, status=status)
    return page(request, row, status=status, form=form, seal_ok=True, **why)


def _save(request: DeskRequest, row: Story) -> HttpResponse:
    was_sealed = row.state in storypage.SEALED
    row, answer = store(request, row, StoryForm(request.POST, story=row))
    if answer:
        return answer
    if was_sealed and row.state == State.IN_REVIEW:
        messages.warning(
            request, "Gespeichert. Das Freigabesiegel ist gebrochen, der Beitrag steht wieder zur Abnahme."
        )
        return go(request, _with_panel(request, row))
    return answer_saved(request, row)


def _with_panel(request: DeskRequest, row: Story) -> str:
    opened = number(request.POST.get("offen"))
    return row.get_absolute_url() + (f"?kanal={opened}#fassung-{opened}" if opened else "")
