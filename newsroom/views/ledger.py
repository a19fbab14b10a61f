"""What went where: the ledger of one story, of all, and the decisions about single deliveries."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from channels_publish.actions import accounts, decisions
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Delivery
from newsroom import ledger_filter, outbox, telling
from newsroom.access import DeskRequest, allowed
from newsroom.differences import words
from people.roles import Permission
from press.models import Mailing
from stories.models import Story

PER_PAGE = 50
STOP_POLLING = 286


@allowed(Permission.SEE_LEDGER)
def ledger(request: DeskRequest) -> HttpResponse:
    """All deliveries, newest slot first, fifty a page; asks for itself again while something moves."""
    page = Paginator(ledger_filter.filtered(request.GET), PER_PAGE).get_page(request.GET.get("seite"))
    progress = outbox.progress(page.object_list)
    context = {
        "page": page,
        "rows": outbox.rows(page, request.user),
        "progress": progress,
        "poll": max(progress.poll, 2) if progress.poll else 0,
        "show_story": True,
    }
    if request.htmx:
        return _fragment(request, context)
    return render(
        request,
        "desk/ledger.html",
        context
        | {
            "accounts": Account.objects.all(),
            "states": State.choices,
            "troubles": ledger_filter.TROUBLES,
            "kinds": Kind.choices,
            "paused": Account.objects.paused(),
            "worker_alive": outbox.worker_alive(),
        },
    )


@allowed(Permission.SEE_LEDGER)
def story_ledger(request: DeskRequest, pk: int) -> HttpResponse:
    """One story's deliveries with live progress."""
    story = get_object_or_404(Story, pk=pk)
    rows = list(
        ledger_filter.loaded()
        .filter(rendition__story=story)
        .order_by("account__position", "account_id", "-created_at")
    )
    progress = outbox.progress(rows)
    context = {
        "story": story,
        "rows": outbox.rows(outbox.grouped(rows), request.user),
        "progress": progress,
        "poll": progress.poll,
    }
    if request.htmx:
        return _fragment(request, context)
    return render(request, "desk/story_ledger.html", context | {"worker_alive": outbox.worker_alive()})


@allowed(Permission.SEE_LEDGER)
def delivery(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One delivery: its attempts, and the text that went out beside the text as it stands."""
    found = get_object_or_404(ledger_filter.loaded(), pk=pk)
    return render(
        request,
        "desk/delivery.html",
        {
            "row": outbox.rows([found], request.user)[0],
            "delivery": found,
            "story": found.rendition.story,
            "attempts": found.attempts.all(),
            "steps": outbox.rows(ledger_filter.loaded().filter(original=found).order_by("created_at"), request.user),
            "unknown": found.state == State.UNKNOWN and request.user.has_perm(Permission.DECIDE),
            "since_sent": _since_sent(found),
            "mailing": _mailing(found) if request.user.has_perm(Permission.MANAGE_PRESS) else None,
        },
    )


@require_POST
@allowed(Permission.DECIDE)
def delivery_decide(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A person has looked at the platform and says whether the post is there."""
    found, posted = get_object_or_404(Delivery, pk=pk), request.POST.get("posted") == "1"
    if not posted and "looked" not in request.POST:
        messages.error(
            request,
            "Bitte bestätigen Sie zuerst, dass der Beitrag auf der Plattform nicht zu finden ist. "
            "Sonst könnte er zweimal erscheinen.",
        )
        return _back(request, found)
    facts = {name: request.POST.get(name, "").strip() for name in ("url", "remote_id")} if posted else {}
    again = "Vermerkt. Erneut gesendet wird nach der Freigabe aus dem Krisenmodus." if found.held_back else ""
    said = "Als gesendet vermerkt." if posted else again or "Wird erneut gesendet."
    return do(request, found, said, lambda: decisions.decide(delivery=found, posted=posted, by=request.user, **facts))


@require_POST
@allowed(Permission.DECIDE)
def delivery_retry(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Send this one again; the other channels are not touched."""
    found = get_object_or_404(Delivery, pk=pk)
    return do(request, found, "Wird erneut gesendet.", lambda: decisions.retry(delivery=found, by=request.user))


@require_POST
@allowed(Permission.DECIDE)
def delivery_cancel(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Call off what has not left the house."""
    found = get_object_or_404(Delivery, pk=pk)
    return do(request, found, "Abgesagt. Hier geht nichts mehr hinaus.", lambda: decisions.cancel(
        delivery=found, by=request.user
    ))  # fmt: skip


@require_POST
@allowed(Permission.DECIDE, Permission.MANAGE_ACCOUNTS)
def account_resume(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a paused account back into service; what waited for it goes out."""
    account = get_object_or_404(Account, pk=pk)
    said = f"{account} ist wieder in Betrieb. Was gewartet hat, geht jetzt hinaus."
    return do(request, None, said, lambda: accounts.resume(account=account, by=request.user))


def _fragment(request: DeskRequest, context: dict[str, Any]) -> HttpResponse:
    """The moving part alone; status 286 tells htmx to stop asking."""
    status = 200 if context["poll"] else STOP_POLLING
    return render(request, "desk/partials/ledger_live.html", context, status=status)


def _mailing(found: Delivery) -> Mailing | None:
    """What the delivery means in mails, for those who keep the lists."""
    return Mailing.objects.filter(delivery_key=found.pk).first() if found.account.kind == Kind.PRESS else None


def _since_sent(found: Delivery) -> dict[str, Any]:
    """Where the text as it stands now differs from the one that went out."""
    if not found.post:
        return {}
    now = {"Titel": found.rendition.title, "Text": found.rendition.text}
    sent = {"Titel": found.post.get("title", ""), "Text": found.post.get("text", "")}
    return {label: words(sent[label], now[label]) for label in now if sent[label] != now[label]}


def do(request: DeskRequest, found: Delivery | None, said: str, act: Callable[[], object]) -> HttpResponse:
    """Carry out a decision, say how it went, and go back to where the person came from."""
    telling.do(request, said, act)
    return _back(request, found)


def _back(request: DeskRequest, found: Delivery | None) -> HttpResponse:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect("desk:delivery", found.pk) if found else redirect("desk:ledger")
