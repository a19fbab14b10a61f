"""The switch, what it holds, and what goes on one by one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from channels_publish.actions import crisis as actions
from channels_publish.actions import decisions
from channels_publish.models import Account
from newsroom import crisispage, telling
from newsroom.access import DeskRequest, allowed
from people.roles import Permission
from stories.actions import crisis as stories_actions
from stories.errors import DeskError
from stories.models import Crisis, Review, Story

STORIES_PER_PAGE = 20
FORMER = 5
RELEASE, CALL_OFF = "freigeben", "absagen"


class ChangeForm(forms.Form):
    """What the public reads, and who goes on sending."""

    banner = forms.CharField(label="Hinweis im Portal", max_length=1000, required=False)
    banner_link = forms.URLField(
        label="Link des Hinweises",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={
            "invalid": "Diese Adresse ist kein gültiger Link. Sie muss so aussehen: https://www.duesseldorf.de/seite"
        },
    )
    exempt = forms.ModelMultipleChoiceField(
        label="Konten, die weiter senden", queryset=Account.objects.active(), required=False
    )

    def choices(self) -> dict[str, Any]:
        """As the actions take them."""
        data = self.cleaned_data
        return {
            "banner": data["banner"],
            "banner_link": data["banner_link"],
            "exempt": [account.pk for account in data["exempt"]],
        }


class SwitchForm(ChangeForm):
    """The same with the reason, without which nobody switches."""

    reason = forms.CharField(
        label="Grund",
        max_length=500,
        error_messages={"required": "Bitte nennen Sie den Grund. Er steht auf jeder Seite der Redaktion."},
    )

    def choices(self) -> dict[str, Any]:
        return super().choices() | {"reason": self.cleaned_data["reason"]}


@allowed()
@require_GET
def crisis(request: DeskRequest) -> HttpResponse:
    """Whether it is on, what waits for a release, and whose second look is still owed."""
    return _page(request)


@require_POST
@allowed(Permission.CRISIS)
def crisis_on(request: DeskRequest) -> HttpResponse:
    """First what would be held, then, with ``step=on``, the switch."""
    form, step = SwitchForm(request.POST), request.POST.get("step", "")
    if step == "edit":
        return _page(request, form=form)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    choices = form.choices()
    if step != "on":
        context = {
            "form": form,
            "outlook": crisispage.outlook(choices["exempt"]),
            "spared": form.cleaned_data["exempt"],
        }
        return render(request, "desk/crisis_confirm.html", context)
    said = "Der Krisenmodus ist eingeschaltet. Ab jetzt geht nichts mehr von selbst hinaus."
    return _do(request, said, lambda: actions.begin(**choices, by=request.user))


@require_POST
@allowed(Permission.CRISIS)
def crisis_change(request: DeskRequest) -> HttpResponse:
    """Other words on the portal, another allow list."""
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _page(request, change_form=form, status=422)
    return _do(request, "Geändert. Es gilt ab sofort.", lambda: actions.change(**form.choices(), by=request.user))


@require_POST
@allowed(Permission.CRISIS)
def crisis_off(request: DeskRequest) -> HttpResponse:
    """Switch it off; what is held stays held."""
    said = "Der Krisenmodus ist ausgeschaltet. Was angehalten ist, bleibt es, bis Sie es hier freigeben oder absagen."
    return _do(request, said, lambda: stories_actions.end(by=request.user))


@allowed(Permission.CRISIS)
def crisis_release(request: DeskRequest) -> HttpResponse:
    """What was chosen, with what a release will bring; ``confirmed`` does it. Also calls off."""
    asked = request.POST if request.method == "POST" else request.GET
    rows = crisispage.chosen(
        deliveries=[pk for text in asked.getlist("auslieferung") if (pk := _uuid(text))],
        stories=[int(text) for text in asked.getlist("beitrag") if text.isdecimal()],
    )
    call_off = asked.get("tun") == CALL_OFF
    if not rows:
        messages.error(request, "Nichts davon ist noch angehalten. Wählen Sie in der Liste aus, was weitergehen soll.")
        return redirect("desk:crisis")
    items = [item for group in rows for item in group.items if item.delivery or not call_off]
    if request.method == "POST" and "confirmed" in request.POST:
        return _settle(request, items, call_off=call_off)
    context = {"groups": rows, "items": items, "call_off": call_off, "at_once": sum(item.at_once for item in items)}
    return render(request, "desk/crisis_release.html", context)


@require_POST
@allowed(Permission.WRITE)
def story_lane(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a story on the short way, or take it off."""
    story, short = get_object_or_404(Story, pk=pk), request.POST.get("short") == "1"
    said = (
        "Als Krisenbeitrag gekennzeichnet. Ein CvD gibt ihn allein frei; die zweite Prüfung wird nachgeholt."
        if short
        else "Kein Krisenbeitrag mehr. Er geht den gewohnten Weg mit vier Augen."
    )
    return _do(
        request,
        said,
        lambda: stories_actions.mark(story=story, short=short, by=request.user),
        to=story.get_absolute_url(),
    )


def _settle(request: DeskRequest, items: list[crisispage.Item], *, call_off: bool) -> HttpResponse:
    """Each in a transaction of its own: one that cannot go on holds up no other."""
    done = 0
    for item in items:
        try:
            _act(request, item, call_off=call_off)
        except DeskError as error:
            messages.error(request, f"„{item.story.headline}“: {error}")
        else:
            done += 1
    if done:
        how_many = str(done) if done == len(items) else f"{done} von {len(items)}"
        messages.success(request, f"{how_many} {'abgesagt' if call_off else 'freigegeben'}.")
    return redirect("desk:crisis")


def _act(request: DeskRequest, item: crisispage.Item, *, call_off: bool) -> None:
    if item.delivery is None:
        stories_actions.release(story=item.story, by=request.user)
    elif call_off:
        decisions.cancel(delivery=item.delivery, by=request.user)
    else:
        actions.release_delivery(delivery=item.delivery, by=request.user)


def _page(
    request: DeskRequest, *, form: SwitchForm | None = None, change_form: ChangeForm | None = None, status: int = 200
) -> HttpResponse:
    current = Crisis.objects.select_related("started_by").current()
    page = Paginator(crisispage.held_stories(), STORIES_PER_PAGE).get_page(request.GET.get("seite"))
    stored = {name: getattr(current, name) for name in ("banner", "banner_link", "exempt")} if current else {}
    context = {
        "crisis": current,
        "form": form or SwitchForm(),
        "change_form": change_form or ChangeForm(initial=stored),
        "accounts": Account.objects.active(),
        "page": page,
        "groups": crisispage.groups(page),
        "lane": Story.objects.filter(lane=current).with_desk_relations() if current else [],
        "owed": Review.objects.owing_check().select_related("story", "by"),
        "former": Crisis.objects.filter(ended_at__isnull=False).select_related("started_by")[:FORMER],
    }
    return render(request, "desk/crisis.html", context, status=status)


def _do(request: DeskRequest, said: str, act: Callable[[], object], *, to: str = "desk:crisis") -> HttpResponse:
    telling.do(request, said, act)
    return redirect(to)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
