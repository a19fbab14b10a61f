"""The topics: the board and the list, one topic, and the click that makes it a story."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channels_publish.actions import renditions
from newsroom import topicboard
from newsroom.access import DeskRequest, allowed
from newsroom.topicforms import TopicForm
from newsroom.views.saving import go, number
from people.roles import Permission
from stories.actions import doors
from stories.actions import topics as actions
from stories.enums import TopicState
from stories.errors import DeskError, TopicConflict
from stories.intake.errors import Unreadable
from stories.models import Attachment, Topic, TopicSource

WRITERS = allowed(Permission.WRITE)
# Whatever a stranger sent: the browser keeps it and runs nothing of it.
ONLY_TO_KEEP = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


@WRITERS
@require_GET
def topics(request: DeskRequest) -> HttpResponse:
    """The board by state, or a list; filtered."""
    found = topicboard.context(request.GET, request.user, timezone.now())
    whole = not request.htmx or request.htmx.boosted or request.htmx.history_restore_request
    return render(request, "desk/topics/topics.html" if whole else "desk/topics/_found.html", found)


@WRITERS
@require_http_methods(["GET", "POST"])
def topic_new(request: DeskRequest) -> HttpResponse:
    """Note a topic of one's own."""
    form = TopicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        topic = actions.create(by=request.user, **form.typed())
        messages.success(request, "Das Thema steht auf der Tafel.")
        return redirect(topic)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/topics/topic.html", {"form": form, "topic": None}, status=status)


@WRITERS
@require_POST
def topic_word(request: DeskRequest) -> HttpResponse:
    """A Word file becomes a topic."""
    file = request.FILES.get("word")
    if file is None:
        messages.error(request, "Es war keine Datei ausgewählt. Wählen Sie eine Word-Datei (.docx) aus.")
        return redirect("desk:topics")
    try:
        received = doors.take_word(name=file.name or "", data=file.read(), by=request.user)
    except Unreadable as error:
        messages.error(request, f"{error} Es wurde kein Thema angelegt.")
        return redirect("desk:topics")
    known = received.known or received.source.twin
    told = "Dieses Thema ist schon da." if known else "Aus der Word-Datei ist ein Thema geworden."
    messages.success(request, told)
    return redirect(received.topic)


@WRITERS
@require_http_methods(["GET", "POST"])
def topic(request: DeskRequest, pk: int) -> HttpResponse:
    """One topic with where it came from and what became of it; POST saves it."""
    row = _topic(pk)
    if request.method == "GET":
        return _page(request, row, TopicForm(topic=row))
    form = TopicForm(request.POST, topic=row)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        version = number(request.POST.get("version")) or 0
        actions.save(topic=row, version=version, by=request.user, **form.typed())
    except TopicConflict as conflict:
        theirs = _differences(form, conflict.topic)
        return _page(request, conflict.topic, form, status=409, conflict=conflict, differences=theirs)
    messages.success(request, "Gespeichert.")
    return redirect(row)


@WRITERS
@require_POST
def topic_take(request: DeskRequest, pk: int) -> HttpResponse:
    """„Ich übernehme das“."""
    row = actions.take(topic=_topic(pk), by=request.user)
    messages.success(request, "Sie sind jetzt zuständig.")
    return redirect(row)


@WRITERS
@require_POST
def topic_move(request: DeskRequest, pk: int) -> HttpResponse:
    """Into another column, by dragging, by the card's menu or from the page; with a way back."""
    row = _topic(pk)
    state = request.POST.get("stand", "")
    if state == TopicState.DECLINED and row.state != state:
        return go(request, f"{row.get_absolute_url()}ablehnen/")
    before = row.state
    try:
        row = actions.move(topic=row, state=state, by=request.user)
    except DeskError as error:
        messages.error(request, str(error))
        return go(request, row.get_absolute_url())
    if not request.htmx:
        messages.success(request, f"Das Thema steht jetzt unter „{row.get_state_display()}“.")
        return redirect((request.POST.get("von") == "tafel" and "desk:topics") or row)
    found = topicboard.context(request.GET, request.user, timezone.now())
    moved = {"topic": row, "back": before} if before != row.state else None
    return render(request, "desk/topics/_found.html", found | {"moved": moved})


@WRITERS
@require_http_methods(["GET", "POST"])
def topic_decline(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then decline."""
    row = _topic(pk)
    problem = ""
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            actions.move(topic=row, state=TopicState.DECLINED, reason=reason, by=request.user)
        except DeskError as error:
            problem = str(error)
        else:
            messages.success(request, f"„{row.title}“ ist abgelehnt. Auf der Tafel lässt es sich wieder öffnen.")
            return redirect("desk:topics")
    context = {"topic": row, "problem": problem}
    return render(request, "desk/topics/decline.html", context, status=422 if problem else 200)


@WRITERS
@require_POST
def topic_story(request: DeskRequest, pk: int) -> HttpResponse:
    """The topic becomes a story, or its story is opened."""
    story, new = actions.make_story(topic=_topic(pk), by=request.user, another="weiterer" in request.POST)
    if new:
        renditions.refresh(story=story, by=request.user)
        messages.success(request, "Aus dem Thema ist ein Beitrag geworden; die Kanalfassungen sind daraus entstanden.")
    return redirect(story)


@WRITERS
@require_GET
def topic_original(request: DeskRequest, pk: int) -> FileResponse:
    """What arrived, as it came."""
    row = get_object_or_404(TopicSource.objects.exclude(original=""), pk=pk)
    return _download(row.original, row.original_name or "original")


@WRITERS
@require_GET
def topic_attachment(request: DeskRequest, pk: int) -> FileResponse:
    """A file that came along, to be kept on disk and never shown by the browser."""
    row = get_object_or_404(Attachment, pk=pk)
    return _download(row.file, row.name)


def _download(file: Any, name: str) -> FileResponse:
    answer = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")
    for header, value in ONLY_TO_KEEP.items():
        answer[header] = value
    return answer


def _topic(pk: int) -> Topic:
    rows = Topic.objects.select_related("department", "owner", "created_by", "last_editor")
    return get_object_or_404(rows, pk=pk)


def _page(request: DeskRequest, row: Topic, form: TopicForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = {
        "topic": row,
        "form": form,
        "card": topicboard.card(row, timezone.now()),
        "sources": row.sources.prefetch_related("attachments__asset"),
        "stories": row.stories.with_desk_relations(),
    }
    return render(request, "desk/topics/topic.html", context | extra, status=status)


def _differences(form: TopicForm, theirs: Topic) -> list[tuple[str, str]]:
    """Field and stored value, where what is stored now is not what was typed."""
    rows = []
    for name, value in form.typed().items():
        stored = getattr(theirs, name)
        if stored != value:
            rows.append((str(form.fields[name].label), str(stored or "(leer)")))
    return rows
