"""The queue of the Chef vom Dienst, and one story with everything that would be sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from channels_publish import clashes, plan
from channels_publish import seal as seals
from channels_publish import sheet as sheets
from channels_publish.actions import release
from channels_publish.errors import Blocked, SealChanged
from channels_publish.queue import NO_TIME, by_due_time
from channels_publish.renewing import Earlier, earlier
from newsroom import accountpage, commentpage, correctionpage, differences, factcheckpage
from newsroom.access import DeskRequest, allowed
from newsroom.reviewform import ReviewForm
from newsroom.templatetags.desk import when
from people.models import User
from people.roles import Permission
from stories import rules
from stories.actions import comments, crisis
from stories.actions import reviews as steps
from stories.completeness import Gap, missing
from stories.enums import CorrectionKind, Outcome, State
from stories.errors import DeskError
from stories.models import Correction, Crisis, Remit, Review, Story

PER_PAGE = 25
# A queue longer than this is worked off by its list, not by going from one to the next.
QUEUE_LOOK = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the queue."""

    story: Story
    accounts: list[Any]
    planned: datetime | None
    at_once: bool
    gaps: list[Gap]
    paused: list[Any]
    broken: bool
    expired: bool
    correction: Correction | None
    due: datetime | None
    again: Review | None
    earlier: Earlier

    @property
    def public(self) -> bool:
        return self.story.is_public(timezone.now())

    @property
    def withdraws(self) -> bool:
        return self.correction is not None and self.correction.kind == CorrectionKind.WITHDRAWAL


@allowed(Permission.WRITE, Permission.APPROVE)
def reviews(request: DeskRequest) -> HttpResponse:
    """What waits for approval, a page at a time: what shall be taken back first, then what must be out first."""
    stories = (
        by_due_time(Story.objects.awaiting_review())
        .with_desk_relations()
        .select_related("video")
        .prefetch_related("renditions__account", "renditions__deliveries", "reviews", "story_images__asset")
        .prefetch_related(Prefetch("corrections", Correction.objects.open(), to_attr="open_corrections"))
    )
    page = Paginator(stories, PER_PAGE).get_page(request.GET.get("seite"))
    remits, now = Remit.objects.offered().exists(), timezone.now()
    context = {
        "page": page,
        "waiting": [_waiting(story, request.user, remits=remits) for story in page.object_list],
        "owed": Review.objects.owing_check().select_related("story", "by"),
        "now": now,
    }
    return render(request, "desk/reviews.html", context)


@allowed(Permission.WRITE, Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def review(request: DeskRequest, pk: int) -> HttpResponse:
    """One story as it would leave the house, with the decision beside it."""
    rows = Story.objects.with_desk_relations().select_related("video").prefetch_related("story_images__asset")
    story = get_object_or_404(rows, pk=pk)
    if request.method == "GET":
        comments.see(story=story, by=request.user)
        return _page(request, story, ReviewForm(earlier=_earlier(story)))
    if not request.user.has_perm(Permission.APPROVE):
        raise PermissionDenied
    return _decide(request, story)


@require_POST
@allowed(Permission.APPROVE)
def review_check(request: DeskRequest, pk: int) -> HttpResponse:
    """The second look at an approval of one person; shortcomings lead on to the story."""
    found = get_object_or_404(Review.objects.select_related("story"), pk=pk)
    fine, shortcomings = "fine" in request.POST, request.POST.get("shortcomings", "").strip()
    if not fine and not shortcomings:
        messages.error(
            request, "Bitte schreiben Sie dazu, was nicht stimmt. Danach lässt sich der Beitrag berichtigen."
        )
        return redirect("desk:reviews")
    try:
        crisis.check(review=found, shortcomings="" if fine else shortcomings, by=request.user)
    except DeskError as error:
        messages.error(request, str(error))
        return redirect("desk:reviews")
    if fine:
        messages.success(request, f"Zweite Prüfung eingetragen: „{found.story.headline}“ ist in Ordnung.")
        return redirect("desk:reviews")
    messages.warning(request, "Zweite Prüfung eingetragen: Mängel. Berichtigen Sie den Beitrag jetzt hier.")
    return redirect(found.story)


def _decide(request: DeskRequest, story: Story) -> HttpResponse:
    form = ReviewForm(request.POST, earlier=_earlier(story))
    if not form.is_valid():
        return _page(request, story, form, status=422)
    try:
        if request.POST.get("action") == "return":
            return _return(request, story, form.cleaned_data["note"])
        return _approve(request, story, form.cleaned_data)
    except SealChanged as error:
        story.refresh_from_db()
        return _page(request, story, form, error=str(error), status=409)
    except DeskError as error:
        notices = error.notices if isinstance(error, Blocked) else []
        return _page(request, story, form, error="" if notices else str(error), blocked=bool(notices), status=422)


def _approve(request: DeskRequest, story: Story, data: dict[str, Any]) -> HttpResponse:
    given = {name: data[name] for name in ("seen_seal", "note", "at", "valid_until")}
    release.approve(story=story, by=request.user, **given)
    said = f"Freigegeben für {when(data['at'])}." if data["at"] else "Freigegeben. Die Auslieferung läuft."
    if Story.objects.filter(pk=story.pk, state=State.WITHDRAWN).exists():
        said = "Zurückgenommen. Der Beitrag verschwindet jetzt von allen Konten, auf denen das möglich ist."
    elif rules.keeps_back(Crisis.objects.current(), story):
        said = (
            "Freigegeben und angehalten: Im Krisenmodus geht der Beitrag erst weiter, wenn ihn der CvD dort freigibt."
        )
    messages.success(request, said)
    return redirect("desk:story_ledger", story.pk)


def _return(request: DeskRequest, story: Story, note: str) -> HttpResponse:
    steps.give_back(story=story, note=note, by=request.user)
    messages.success(request, f"„{story.headline}“ liegt mit Ihrem Hinweis wieder bei {story.author}.")
    return redirect("desk:reviews")


def _page(
    request: DeskRequest, story: Story, form: ReviewForm, *, error: str = "", blocked: bool = False, status: int = 200
) -> HttpResponse:
    rows = sheets.sheet(story)
    payload = seals.sealed_payload(story)
    correction = story.corrections.open().first()
    withdraws = correction is not None and correction.kind == CorrectionKind.WITHDRAWAL
    history = list(story.reviews.select_related("by", "revision", "checked_by"))
    approved = _approved(history)
    checks = factcheckpage.of(story, timezone.now())
    going = [row for row in rows if not row.left_out]
    context = {
        "story": story,
        "form": form,
        "error": error,
        "refused": blocked,
        "correction": correction,
        "withdraws": withdraws,
        "lines": correctionpage.lines_of(story, correction) if correction else [],
        "going": going,
        "staying": [row for row in rows if row.left_out],
        "blocking": [] if withdraws else sheets.blocking(rows),
        "seal": seals.digest(payload),
        "approved": approved,
        "changes": differences.between(approved.payload, payload)
        if approved and approved.payload and not withdraws
        else [],
        "history": history,
        "expired": _last_outcome(history) == Outcome.EXPIRED,
        "following": _following(story),
        "checks": checks,
        "open_checks": sum(row["open"] for row in checks),
        "usual_hours": settings.APPROVAL_VALID_HOURS,
        "clashing": [] if correction else _clashing(going, form.earlier.at),
        "rooms": [] if withdraws else accountpage.rooms(going),
        "gaps": release.gaps_of(story, correction),
        "remarks": commentpage.remarks(story, request.user),
        "short_way": rules.takes_short_way(story),
        "why_not": rules.why_not_approve(request.user, story),
        "may_return": request.user.has_perm(Permission.APPROVE) and story.state == State.IN_REVIEW,
    }
    return render(request, "desk/review.html", context, status=status)


def _clashing(going: list[Any], at: datetime | None) -> list[Any]:
    """What would stand in the way of something else at its time; without a time that is now or the embargo's end."""
    now = timezone.now()
    waiting = [row.rendition for row in going if not (row.delivery and row.delivery.state in plan.SETTLED)]
    return clashes.of_wishes((row, release.slot_of(row, row.story, now, at)) for row in waiting)


def _waiting(story: Story, user: User, *, remits: bool) -> Waiting:
    rows = [row for row in story.renditions.all() if row.account.active and not sheets.left_out(row)]
    times = [row.send_at for row in rows]
    approved, now = _approved(story.reviews.all()), timezone.now()
    expired = _last_outcome(story.reviews.all()) == Outcome.EXPIRED
    return Waiting(
        story=story,
        accounts=sorted((row.account for row in rows), key=lambda account: (account.position, account.pk)),
        planned=min((time for time in times if time), default=None),
        at_once=None in times,
        gaps=missing(story, remits=remits),
        paused=[row.account for row in rows if row.account.paused],
        broken=_last_outcome(story.reviews.all()) == Outcome.BROKEN,
        expired=expired,
        correction=next(iter(story.open_corrections), None),  # type: ignore[attr-defined]  # prefetched
        due=story.due if story.due < NO_TIME else None,  # type: ignore[attr-defined]  # annotated
        again=approved if expired and not rules.why_not_approve(user, story) else None,
        earlier=earlier(rows, approved, now),
    )


def _earlier(story: Story) -> Earlier:
    """What to keep or to ask about the time; nothing once readers have the story, which then changes at once."""
    now, approved = timezone.now(), story.reviews.filter(outcome=Outcome.APPROVED).order_by("-pk").first()
    if approved is None or story.is_public(now) or story.corrections.open().exists():
        return Earlier()
    return earlier(story.renditions.select_related("account").prefetch_related("deliveries"), approved, now)


def _approved(steps_taken: Iterable[Review]) -> Review | None:
    """The newest approval among the steps, newest first."""
    return next((step for step in steps_taken if step.outcome == Outcome.APPROVED), None)


def _following(story: Story) -> Story | None:
    """What comes after this one in the queue; before the end of it, its first."""
    queue = list(by_due_time(Story.objects.awaiting_review()).only("pk", "headline")[:QUEUE_LOOK])
    at = next((place for place, row in enumerate(queue) if row.pk == story.pk), -1)
    others = [*queue[at + 1 :], *queue[: max(at, 0)]]
    return others[0] if others else None


def _last_outcome(steps_taken: Any) -> str:
    last: Review | None = next(iter(steps_taken), None)
    return last.outcome if last else ""
