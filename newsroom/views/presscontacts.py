"""Contacts of the press: found, added, changed, checked, exported and deleted."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from newsroom import contactlist
from newsroom.access import DeskRequest
from newsroom.pressforms import ContactForm
from newsroom.views.presslists import PER_PAGE, PRESS
from press import sameness
from press.actions import choices, exports, forgetting, lists, signups
from press.models import Contact, DistributionList, OptOut, Outlet, PressTopic
from stories.errors import DeskError


@PRESS
@require_GET
def contacts(request: DeskRequest) -> HttpResponse:
    """Contacts, filtered, fifty a page."""
    now = timezone.now()
    page = Paginator(contactlist.loaded(contactlist.filtered(request.GET)), PER_PAGE).get_page(
        request.GET.get("seite")
    )
    context = {
        "page": page,
        "rows": [(each, each.standing(now)) for each in page],
        "today": timezone.localdate(),
        "standings": contactlist.STANDINGS,
        "outlets": Outlet.objects.all(),
        "topics": PressTopic.objects.all(),
        "lists": DistributionList.objects.all(),
    }
    return render(request, "desk/press/contacts.html", context)


@PRESS
@require_GET
def contacts_file(request: DeskRequest) -> HttpResponse:
    """What the list shows, all of it, as CSV."""
    data = exports.contacts_file(contacts=contactlist.filtered(request.GET), by=request.user)
    name = f"pressekontakte-{timezone.localdate():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


@PRESS
@require_http_methods(["GET", "POST"])
def contact_new(request: DeskRequest) -> HttpResponse:
    """A contact somebody of the office types in."""
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = lists.add_contact(lists=typed["lists"], topics=typed["topics"], by=request.user, **form.facts())
        except DeskError as error:
            form.add_error("email", str(error))
        else:
            if typed["paused_until"]:
                choices.pause(contact=made, until=typed["paused_until"], by=request.user)
            messages.success(request, f"{made.name} ist aufgenommen.")
            return _after(request, made)
    context = {"form": form, "outlets": Outlet.objects.all()}
    return render(request, "desk/press/contact_new.html", context, status=422 if form.errors else 200)


@PRESS
@require_http_methods(["GET", "POST"])
def contact(request: DeskRequest, pk: int) -> HttpResponse:
    """One contact: facts, choices, and the mails they got."""
    row = get_object_or_404(Contact.objects.select_related("outlet"), pk=pk)
    if request.method == "GET":
        return _page(request, row, ContactForm(contact=row))
    form = ContactForm(request.POST, contact=row)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    typed = form.cleaned_data
    try:
        row = lists.change_contact(contact=row, by=request.user, **form.facts())
        lists.keep_on(contact=row, lists=typed["lists"], by=request.user)
    except DeskError as error:
        form.add_error("email", str(error))
        return _page(request, row, form, status=422)
    lists.set_topics(contact=row, topics=typed["topics"], by=request.user)
    choices.pause(contact=row, until=typed["paused_until"], by=request.user)
    messages.success(request, "Gespeichert.")
    return _after(request, row)


@require_POST
@PRESS
def contact_deed(request: DeskRequest, pk: int) -> HttpResponse:
    """Checked, left on request, asked for consent, or sent the way to their own page."""
    row = get_object_or_404(Contact.objects.select_related("outlet"), pk=pk)
    deed = request.POST.get("tun")
    try:
        if deed == "geprueft":
            checked = lists.mark_checked(contact=row, by=request.user)
            messages.success(request, f"Geprüft. Der nächste Blick ist am {checked.review_on:%d.%m.%Y} fällig.")
        elif deed == "abmelden":
            choices.leave(contact=row, by=request.user)
            messages.success(request, f"{row.name} ist abgemeldet. Zurück geht es nur über die persönliche Seite.")
        elif deed in {"link", "einwilligung"}:
            send = signups.send_link if deed == "link" else signups.ask_consent
            sent = send(contact=row, by=request.user)
            said = f"Die Mail an {row.email} ist unterwegs."
            late = "Diese Adresse hat gerade erst eine solche Mail bekommen. Bitte warten Sie zehn Minuten."
            (messages.success if sent else messages.warning)(request, said if sent else late)
    except DeskError as error:
        messages.error(request, str(error))
    return redirect("desk:press_contact", pk)


@PRESS
@require_GET
def contact_data(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything about a contact as a file, to hand over on request."""
    row = get_object_or_404(Contact.objects.select_related("outlet"), pk=pk)
    found = exports.own_data(contact=row, by=request.user)
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="kontakt-{row.pk}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@PRESS
@require_http_methods(["GET", "POST"])
def contact_delete(request: DeskRequest, pk: int) -> HttpResponse:
    """Asks once, then deletes for good."""
    row = get_object_or_404(Contact.objects.select_related("outlet"), pk=pk)
    if request.method == "GET":
        return render(request, "desk/press/contact_delete.html", {"contact": row, "mails": row.recipients.count()})
    forgetting.forget(contact=row, on_request="wunsch" in request.POST, by=request.user)
    messages.success(request, "Der Kontakt ist gelöscht.")
    return redirect("desk:press_contacts")


def _after(request: DeskRequest, row: Contact) -> HttpResponse:
    """Say who might be the same person, then show the contact."""
    for other in sameness.alike(row):
        messages.warning(
            request, f"{other.name} steht mit {other.email} schon da. Ist das dieselbe Person, löschen Sie einen."
        )
    return redirect("desk:press_contact", row.pk)


def _page(request: DeskRequest, row: Contact, form: ContactForm, *, status: int = 200) -> HttpResponse:
    mails = row.recipients.select_related("mailing__release", "mailing__list").order_by("-pk")
    context: dict[str, Any] = {
        "contact": row, "form": form, "standing": row.standing(timezone.now()), "outlets": Outlet.objects.all(),
        "on": choices.lists_of(row), "gone": OptOut.objects.filter(contact=row).select_related("list"),
        "consents": row.consents.all(), "page": Paginator(mails, 20).get_page(request.GET.get("seite")),
        "alike": sameness.alike(row), "due": row.review_on <= timezone.localdate(),
    }  # fmt: skip
    return render(request, "desk/press/contact.html", context, status=status)
