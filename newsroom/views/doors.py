"""The doors by which news comes in, and who holds a key to them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from newsroom.access import DeskRequest, allowed
from newsroom.doorforms import FeedForm, KeyForm, LinkForm
from newsroom.guests import discreet
from people.roles import Permission
from stories.actions import doors as actions
from stories.actions import feeds, keys
from stories.errors import DeskError
from stories.intake import mailbox
from stories.models import ApiKey, Feed, IntakeLink, MailboxVisit

MANAGERS = allowed(Permission.MANAGE_INTAKE)


@MANAGERS
@require_GET
def doors(request: DeskRequest) -> HttpResponse:
    """Every door and how it is doing."""
    return _page(request)


@MANAGERS
@require_POST
@discreet
def link_new(request: DeskRequest) -> HttpResponse:
    """A personal link for somebody; its address is on this one answer and nowhere else."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, link_form=form, status=422)
    link, secret = actions.create_link(by=request.user, **form.cleaned_data)
    return _page(request, link=link, address=_address(secret))


@MANAGERS
@require_POST
@discreet
def link_renew(request: DeskRequest, pk: int) -> HttpResponse:
    """A new address for the same person."""
    link, secret = actions.renew_link(link=get_object_or_404(IntakeLink, pk=pk), by=request.user)
    return _page(request, link=link, address=_address(secret))


@MANAGERS
@require_POST
def link_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """The address ends."""
    link = actions.revoke_link(link=get_object_or_404(IntakeLink, pk=pk), by=request.user)
    messages.success(request, f"Der Link von {link.name} ist gesperrt. „Erneuern“ gibt eine neue Adresse aus.")
    return redirect("desk:doors")


@MANAGERS
@require_POST
@discreet
def key_new(request: DeskRequest) -> HttpResponse:
    """A key for another program; it is on this one answer and nowhere else."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, key_form=form, status=422)
    key, secret = keys.create(by=request.user, **form.cleaned_data)
    return _page(request, key=key, secret=secret)


@MANAGERS
@require_POST
def key_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """The key ends."""
    key = keys.revoke(key=get_object_or_404(ApiKey, pk=pk), by=request.user)
    messages.success(request, f"Der Schlüssel von „{key.name}“ ist gesperrt.")
    return redirect("desk:doors")


@MANAGERS
@require_POST
def feed_new(request: DeskRequest) -> HttpResponse:
    """Show what the feed holds; with „aufnehmen“, read it from now on."""
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _page(request, feed_form=form, status=422)
    try:
        if "aufnehmen" not in request.POST:
            return _page(request, feed_form=form, trial=feeds.trial(form.cleaned_data["url"]))
        feed = feeds.add(by=request.user, **form.cleaned_data)
    except DeskError as error:
        form.add_error("url", str(error))
        return _page(request, feed_form=form, status=422)
    messages.success(request, f"„{feed.name}“ wird ab jetzt gelesen. Die ersten Themen kommen in der nächsten Minute.")
    return redirect("desk:doors")


@MANAGERS
@require_POST
def feed_switch(request: DeskRequest, pk: int) -> HttpResponse:
    """Pause the feed, or read it again."""
    feed = get_object_or_404(Feed, pk=pk)
    feed = feeds.switch(feed=feed, active=request.POST.get("aktiv") == "1", by=request.user)
    messages.success(request, f"„{feed.name}“ {'wird wieder gelesen' if feed.active else 'ist angehalten'}.")
    return redirect("desk:doors")


@MANAGERS
@require_POST
def feed_remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Read the feed no more; the message holds its address, so that it can be added again."""
    feed = get_object_or_404(Feed, pk=pk)
    feeds.remove(feed=feed, by=request.user)
    messages.success(request, f"„{feed.name}“ wird nicht mehr gelesen ({feed.url}). Seine Themen bleiben.")
    return redirect("desk:doors")


def _address(secret: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse('guest:report', args=[secret])}"


def _page(request: DeskRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = {
        "now": timezone.now(),
        "link_form": LinkForm(),
        "links": IntakeLink.objects.select_related("department"),
        "key_form": KeyForm(),
        "feed_form": FeedForm(),
        "feeds": Feed.objects.select_related("department"),
        "mailbox": settings.INTAKE_IMAP_URL and mailbox.address(settings.INTAKE_IMAP_URL),
        "visit": MailboxVisit.objects.first(),
        "keys": ApiKey.objects.select_related("department"),
    }
    return render(request, "desk/intake/doors.html", context | extra, status=status)
