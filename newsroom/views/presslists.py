"""The press lists: what each is about, and who is on it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from newsroom import contactlist, telling
from newsroom.access import DeskRequest, allowed
from newsroom.pressforms import ListForm
from people.roles import Permission
from press.actions import lists
from press.addresses import BadAddress, normalise
from press.models import Contact, ContactImport, DistributionList, OptOut, Outlet, PressTopic

PER_PAGE = 50
PRESS = allowed(Permission.MANAGE_PRESS)


@PRESS
@require_GET
def press(request: DeskRequest) -> HttpResponse:
    """All lists with how many get mail now, and what waits for a person."""
    now = timezone.now()
    context = {
        "lists": DistributionList.objects.with_readers(now).select_related("account").prefetch_related("topics"),
        "topics": PressTopic.objects.count(),
        "idle": PressTopic.objects.filter(lists=None, contacts__isnull=False).distinct(),
        "contacts": Contact.objects.count(),
        "reachable": Contact.objects.reachable(now).count(),
        "to_review": Contact.objects.to_review(now).count(),
        "outlets": Outlet.objects.count(),
        "open_imports": ContactImport.objects.filter(applied_at=None).count(),
    }
    return render(request, "desk/press/lists.html", context)


@PRESS
@require_http_methods(["GET", "POST"])
def press_list(request: DeskRequest, pk: int) -> HttpResponse:
    """One list: what it is about, and its contacts, fifty a page."""
    row = get_object_or_404(DistributionList.objects.with_readers(timezone.now()).select_related("account"), pk=pk)
    if request.method == "GET":
        return _page(request, row, ListForm(row=row))
    form = ListForm(request.POST, row=row)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    typed = form.cleaned_data
    if typed["name"] != row.name:
        lists.rename_list(distribution_list=row, name=typed["name"], by=request.user)
    lists.change_list(
        distribution_list=row, description=typed["description"], is_open=typed["is_open"], topics=typed["topics"],
        by=request.user,
    )  # fmt: skip
    messages.success(request, "Gespeichert.")
    return redirect("desk:press_list", pk)


@require_POST
@PRESS
def press_list_member(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a contact on the list by its address, or take one off."""
    row = get_object_or_404(DistributionList, pk=pk)
    if taken := request.POST.get("entfernen"):
        gone = get_object_or_404(Contact, pk=int(taken) if taken.isdecimal() else 0)
        lists.unsubscribe(contact=gone, from_list=row, by=request.user)
        messages.success(request, f"{gone.name} steht nicht mehr im Verteiler. Die Adresse ist {gone.email}.")
        return redirect("desk:press_list", pk)
    try:
        address = normalise(request.POST.get("email", ""))
    except BadAddress as error:
        messages.error(request, str(error))
        return redirect("desk:press_list", pk)
    contact = Contact.objects.filter(email=address).first()
    if contact is None:
        messages.error(request, f"Zu {address} gibt es keinen Kontakt. Legen Sie ihn zuerst an.")
        return redirect("desk:press_list", pk)
    said = f"{contact.name} steht jetzt im Verteiler."
    telling.do(request, said, lambda: lists.subscribe(contact=contact, to=row, by=request.user))
    return redirect("desk:press_list", pk)


def _page(request: DeskRequest, row: DistributionList, form: ListForm, *, status: int = 200) -> HttpResponse:
    found = contactlist.loaded(contactlist.filtered({"verteiler": str(row.pk), "q": request.GET.get("q", "")}))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    now = timezone.now()
    by_hand = set(row.memberships.filter(contact__in=[each.pk for each in page]).values_list("contact", flat=True))
    context = {
        "list": row, "form": form, "page": page,
        "rows": [(each, each.standing(now), each.pk in by_hand) for each in page],
        "gone": OptOut.objects.filter(list=row).select_related("contact__outlet")[:PER_PAGE],
    }  # fmt: skip
    return render(request, "desk/press/list.html", context, status=status)
