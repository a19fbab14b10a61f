"""Pages for a person of a department, reached by a personal address."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from newsroom.guestforms import AGAIN, ReportForm
from newsroom.guests import discreet
from stories.actions import doors
from stories.enums import TopicState
from stories.errors import WrongState
from stories.intake.errors import Unreadable
from stories.links import digest_of
from stories.models import IntakeLink, Story, TopicSource

A_LIST: Final = 10
# What the office's states mean for whoever sent the news: icon, tone and word.
WORDS: Final = {
    TopicState.NEW: ("inbox", "info", "Eingegangen"),
    TopicState.ACCEPTED: ("check", "busy", "Angenommen"),
    TopicState.IN_WORK: ("edit", "warn", "Wird geschrieben"),
    TopicState.DONE: ("check-circle", "ok", "Erledigt"),
    TopicState.DECLINED: ("stop", "neutral", "Nicht übernommen"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A piece of news, how far it is, and its article where there is one."""

    source: TopicSource
    icon: str
    tone: str
    word: str
    reason: str
    url: str


def standing(source: TopicSource) -> Standing:
    """How far a loaded row of :func:`_sent` is."""
    topic = source.topic.leading
    public = next(iter(topic.public_now), None)  # type: ignore[attr-defined]  # prefetched
    if public:
        return Standing(source, "check-circle", "ok", "Veröffentlicht", "", public.public_url)
    look = WORDS[TopicState(topic.state)]
    return Standing(source, *look, topic.reason, "")


@discreet
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, secret: str) -> HttpResponse:
    """The form, what this person sent before, and the way in."""
    link = _link(secret)
    if link is None or _ended(link):
        return _gone(request, link)
    if request.method == "GET":
        return _page(request, link, ReportForm())
    return _hand_in(request, link, secret)


def _hand_in(request: HttpRequest, link: IntakeLink, secret: str) -> HttpResponse:
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, link, form, status=422)
    try:
        received = doors.hand_in(link=link, **form.handed())
    except Unreadable as error:
        form.file_errors = [str(error), AGAIN]
        return _page(request, link, form, status=422)
    except doors.TooMany as error:
        return _page(request, link, form, status=429, problem=str(error))
    except WrongState:
        return _gone(request, link)
    return redirect("guest:receipt", secret, received.source.pk)


@discreet
@require_GET
def receipt(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """What was sent, under its number."""
    link = _link(secret)
    if link is None or _ended(link):
        return _gone(request, link)
    row = get_object_or_404(_sent(link).prefetch_related("attachments"), pk=pk)
    return render(request, "guest/receipt.html", {"sent": standing(row), "secret": secret, "link": link})


def _link(secret: str) -> IntakeLink | None:
    return IntakeLink.objects.select_related("department").filter(digest=digest_of(secret)).first()


def _ended(link: IntakeLink) -> bool:
    return not IntakeLink.objects.usable(timezone.now()).filter(pk=link.pk).exists()


def _gone(request: HttpRequest, link: IntakeLink | None) -> HttpResponse:
    """Never there (404), or ended (410): what to do is the same for both."""
    typed = {"title": request.POST.get("title", ""), "text": request.POST.get("text", "")}
    return render(request, "guest/link_gone.html", {"ended": link, "typed": typed}, status=410 if link else 404)


def _sent(link: IntakeLink) -> Any:
    public = Story.objects.public(timezone.now())
    rows = TopicSource.objects.by_link(link).select_related("topic__joined_to").order_by("-received_at", "-pk")
    return rows.prefetch_related(
        Prefetch("topic__stories", queryset=public, to_attr="public_now"),
        Prefetch("topic__joined_to__stories", queryset=public, to_attr="public_now"),
    )


def _page(
    request: HttpRequest, link: IntakeLink, form: ReportForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"link": link, "form": form, "sent": [standing(row) for row in _sent(link)[:A_LIST]]}
    return render(request, "guest/report.html", context | extra, status=status)
