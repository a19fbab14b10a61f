"""What came back after a mailing: read, decided, and the contacts it silenced."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from newsroom import returnspage
from newsroom.access import DeskRequest, allowed
from people.roles import Permission
from press import suspending
from press.actions import returns as actions
from press.actions import suspensions
from press.enums import ReturnKind
from press.models import Contact, Mailing, Return, ReturnsVisit
from stories.intake import mailbox

PER_PAGE = 50
PRESS = allowed(Permission.MANAGE_PRESS)


@PRESS
@require_GET
def press_returns(request: DeskRequest) -> HttpResponse:
    """All returns, newest first, fifty a page; above them who gets no mail because of them."""
    page = Paginator(returnspage.filtered(request.GET), PER_PAGE).get_page(request.GET.get("seite"))
    asked = request.GET.get("aussendung", "")
    context = {
        "page": page,
        "rows": returnspage.rows(page.object_list),
        "kinds": ReturnKind.choices,
        "stands": returnspage.STANDS,
        "open": Return.objects.open().count(),
        "silent": returnspage.silent(),
        "silenced": Contact.objects.suspended().count(),
        "faint": suspending.faint(timezone.now()),
        "mailing": Mailing.objects.select_related("release", "list").filter(pk=asked).first()
        if asked.isdecimal()
        else None,
        "mailbox": settings.RETURNS_IMAP_URL and mailbox.address(settings.RETURNS_IMAP_URL),
        "visit": ReturnsVisit.objects.first(),
    }
    return render(request, "desk/press/returns.html", context)


@PRESS
@require_GET
def press_return(request: DeskRequest, pk: int) -> HttpResponse:
    """One return: what happened, why, by what we know, and what is to do."""
    about = ("contact__outlet", "mailing__release", "mailing__list", "recipient", "decided_by")
    rows = Return.objects.select_related(*about)
    item = get_object_or_404(rows, pk=pk)
    others = Return.objects.filter(contact=item.contact).exclude(pk=pk) if item.contact else Return.objects.none()
    context = {
        "row": returnspage.row(item),
        "text": returnspage.text(item),
        "kinds": ReturnKind.choices,
        "others": others.select_related("mailing__release").defer("raw")[:20],
    }
    return render(request, "desk/press/return.html", context)


@require_POST
@PRESS
def press_return_decide(request: DeskRequest, pk: int) -> HttpResponse:
    """A person says what it is; then it counts like any other."""
    item = get_object_or_404(Return, pk=pk)
    kind = request.POST.get("art", item.kind)
    if kind not in ReturnKind.values:
        messages.error(request, "Diese Art gibt es nicht. Wählen Sie eine aus der Liste.")
        return redirect("desk:press_return", pk)
    decided = actions.decide(row=item, kind=ReturnKind(kind), by=request.user)
    messages.success(request, f"Vermerkt: {decided.get_kind_display()}.")
    following = Return.objects.open().order_by("seen_at", "pk").first()
    return redirect("desk:press_return", following.pk) if following else redirect("desk:press_returns")


@require_POST
@PRESS
def press_return_lift(request: DeskRequest, pk: int) -> HttpResponse:
    """Write to this contact again."""
    contact = suspensions.lift(contact=get_object_or_404(Contact, pk=pk), by=request.user)
    messages.success(
        request,
        f"{contact} bekommt wieder Mitteilungen. Was bisher zurückkam, zählt nicht mehr.",
    )
    return redirect("desk:press_returns")
