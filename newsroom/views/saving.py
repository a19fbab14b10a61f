"""Saving a story's page: what the views of text, pictures and channels share."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from channels_publish.actions import renditions
from media_library.actions import assets
from media_library.messages import BadFile
from newsroom import commentpage, correctionpage, panels, storypage
from newsroom.access import DeskRequest
from newsroom.forms import FilmForm, ImageForm, StoryForm
from newsroom.views.corrections import store_notice
from people.models import User
from stories.actions import copies, together
from stories.actions import stories as actions
from stories.errors import Conflict, DeskError
from stories.models import Story


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


class Stored(NamedTuple):
    """What became of a save: the fields ``taken`` over from somebody else, and the answer where it was refused."""

    story: Story
    taken: list[str]
    answer: HttpResponse | None


def store(request: DeskRequest, row: Story, form: StoryForm) -> Stored:
    """Save the form with the pictures' words and new files."""
    began = timezone.now()
    if sentence := storypage.somebody_else(request.POST.get("person"), request.user):
        return Stored(row, [], answer_refused(request, row, form, 422, problem=sentence))
    if needs_confirmation(request, row):
        return Stored(row, [], answer_refused(request, row, form, 422, confirm=True))
    forms = storypage.image_forms(row, request.POST)
    film = storypage.film_form(row, request.POST)
    parts = [*forms, *([film] if film else [])]
    if not all([form.is_valid(), *(item.is_valid() for item in parts if item.is_bound)]):
        wrong = [item for item in forms if item.errors]
        return Stored(row, [], answer_refused(request, row, form, 422, image_errors=wrong))
    version, over = (number(request.POST.get(name)) or 0 for name in ("version", "overwrite"))
    try:
        saved = together.save(story=row, version=version, over=over, by=request.user, **form.cleaned_data)
    except Conflict as error:
        told = storypage.differences(error, form)
        return Stored(row, [], answer_refused(request, row, form, 409, conflict=error, differences=told))
    except DeskError as error:
        return Stored(row, [], answer_refused(request, row, form, 422, problem=str(error)))
    row = saved.story
    if saved.colleague:
        messages.info(request, storypage.merged(saved))
    describe(row, forms, request.user, base=saved.base)
    keep_film_rights(film, request.user)
    attach_all(request, row)
    renditions.refresh(story=get_story(row.pk), by=request.user)
    store_notice(request, row)
    copies.drop(story=row, by=request.user, typed_before=began)
    return Stored(get_story(row.pk), saved.taken, None)


def describe(row: Story, forms: list[ImageForm], by: User, *, base: dict[str, Any] | None = None) -> None:
    """Store the words of the pictures that changed; only what was on the person's page.

    What the person left as it was in ``base`` stays as somebody else has worded it since.
    """
    for form in forms:
        if form.is_bound and form.is_valid() and form.has_changed():
            words = together.image_words(form.asset, form.words, base)
            actions.describe_image(story=row, asset=form.asset, by=by, **words)
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


def attach_all(request: DeskRequest, row: Story) -> None:
    """Take all uploaded files of a new page; what was refused is said on the next one."""
    for sentence in attach_files(request, row, "images", "video"):
        messages.error(request, sentence)


def answer_saved(
    request: DeskRequest, row: Story, *, taken: Sequence[str] = (), problem: str = "", not_submitted: bool = False
) -> HttpResponse:
    """After a save: the parts of the page that may have changed, or the page anew."""
    seal_ok = row.state in storypage.SEALED and bool(request.POST.get("seal_ok"))
    if not request.htmx:
        if not problem:
            messages.success(request, "Gespeichert.")
            return redirect(with_panel(request, row))
        return page(request, row, status=422, problem=problem, not_submitted=not_submitted)
    context = storypage.base_context(row, request.user, seal_ok=seal_ok)
    context |= full_context(request, row, context, StoryForm(story=row))
    context |= {
        "problem": problem,
        "not_submitted": not_submitted,
        "saved": True,
        "merged": storypage.merged_inputs(request.POST, row, taken),
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


def with_panel(request: DeskRequest, row: Story) -> str:
    """The page of the story with the same channel open."""
    opened = number(request.POST.get("offen"))
    return row.get_absolute_url() + (f"?kanal={opened}#fassung-{opened}" if opened else "")
