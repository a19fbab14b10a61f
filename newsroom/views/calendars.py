"""The plan as a calendar: addresses are given out and revoked at the desk, and answer to calendar programs."""

import hashlib
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_POST, require_safe

from channels_publish.actions import calendars as actions
from channels_publish.enums import CalendarScope
from channels_publish.models import Account, CalendarLink
from newsroom import calendarfeed
from newsroom.access import DeskRequest
from newsroom.forms import tie_notes
from newsroom.guests import discreet
from newsroom.views.planning import PLANNERS
from stories.errors import DeskError


class CalendarForm(forms.Form):
    """What the calendar shall show: one of the scopes, or one account by its number."""

    shows = forms.ChoiceField(
        label="Was soll im Kalender stehen?",
        error_messages={"invalid_choice": "Dieses Konto gibt es nicht mehr. Bitte wählen Sie noch einmal."},
    )

    name = forms.CharField(
        label="Wo?", max_length=60, required=False,
        help_text="Etwa: Telefon. Daran erkennen Sie die Adresse, wenn Sie sie sperren wollen.",
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="%s")
        self.accounts = {str(account.pk): account for account in Account.objects.active()}
        wide = [(scope.value, scope.label) for scope in (CalendarScope.ALL, CalendarScope.MINE)]
        single = [(pk, str(account)) for pk, account in self.accounts.items()]
        shows = self.fields["shows"]
        assert isinstance(shows, forms.ChoiceField)
        shows.choices = [*wide, *([("Ein Konto", single)] if single else [])]
        tie_notes(self)

    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        account = self.accounts.get(self.cleaned_data["shows"])
        scope = CalendarScope.ACCOUNT if account else CalendarScope(self.cleaned_data["shows"])
        return {"scope": scope, "account": account, "name": self.cleaned_data["name"]}


@PLANNERS
@require_GET
def calendars(request: DeskRequest) -> HttpResponse:
    """The person's own addresses, and the form for another one."""
    return _page(request)


@PLANNERS
@require_POST
@discreet
def calendar_new(request: DeskRequest) -> HttpResponse:
    """A new address; it is on this one answer and nowhere else."""
    form = CalendarForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        link, secret = actions.subscribe(by=request.user, **form.facts())
    except DeskError as error:
        form.add_error(None, str(error))
        return _page(request, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    address = settings.PUBLIC_URL + reverse("guest:calendar", args=[secret])
    return _page(request, link=link, address=address, webcal=f"webcal:{address.partition(':')[2]}")


@PLANNERS
@require_POST
def calendar_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """The address ends; only one's own."""
    link = get_object_or_404(CalendarLink, pk=pk, user=request.user)
    actions.revoke(link=link, by=request.user)
    messages.success(request, f"Die Adresse „{link}“ gilt nicht mehr. Kalender, die sie abonnieren, bleiben stehen.")
    return redirect("desk:calendars")


@discreet
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The plan for a calendar program; nothing (304) where it has not changed since the program asked last."""
    link = actions.behind(secret)
    if link is None:
        words = "Diese Kalenderadresse gilt nicht. Im Newsroom unter „Planung“ bekommen Sie eine neue.\n"
        return HttpResponse(words, status=HTTPStatus.NOT_FOUND, content_type="text/plain; charset=utf-8")
    now = timezone.now()
    content = calendarfeed.calendar(link, now)
    actions.used(link=link, now=now)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="planung.ics"'
    answer["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer


def _page(request: DeskRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    links = CalendarLink.objects.open().filter(user=request.user).select_related("account")
    context = {"form": CalendarForm(), "links": links} | extra
    return render(request, "desk/planning/calendars.html", context, status=status)
