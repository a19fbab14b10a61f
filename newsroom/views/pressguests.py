"""What the press decides for itself, without a login: sign up, choose, pause, leave, see and delete everything."""

from collections.abc import Callable
from email.utils import parseaddr
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from newsroom.guests import discreet
from newsroom.pressguestforms import LinkForm, OwnForm, SignUpForm
from press import owndata, unsubscribing, wording
from press.actions import choices, forgetting, lists, signups
from press.models import Contact, DistributionList, PressTopic
from stories.errors import DeskError


def visiting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one contact's own: ``view`` gets whose it is; a link that has ended says so."""

    @wraps(view)
    def inner(request: HttpRequest, secret: str) -> HttpResponse:
        try:
            contact = signups.visitor(secret)
        except signups.LinkGone as error:
            return _gone(request, error)
        return view(request, contact, secret)

    return inner


@discreet
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The form for journalists; what follows is said in the mail, and is the same on the screen for everybody."""
    form = SignUpForm(request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("name", "outlet", "email", "lists", "topics")}
        try:
            signups.sign_up(**facts)
        except DeskError as error:
            problem = str(error)
        else:
            return redirect("guest:press_sent")
    words = wording.text(wording.CURRENT, city=settings.CITY, office=settings.OFFICE)
    context = {"form": form, "problem": problem, "words": words, "city": settings.CITY}
    failed = problem or form.errors
    return render(request, "guest/press_sign_up.html", context, status=422 if failed else 200)


@discreet
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next, whoever asked."""
    return render(request, "guest/press_sent.html", {"sender": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]})


@discreet
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """The way to one's own page, by mail."""
    form = LinkForm(request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            signups.ask_for_link(email=form.cleaned_data["email"])
        except DeskError as error:
            problem = str(error)
        else:
            return redirect("guest:press_sent")
    failed = problem or form.errors
    return render(request, "guest/press_link.html", {"form": form, "problem": problem}, status=422 if failed else 200)


@discreet
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the mail: GET shows a button, since mail scanners open every link; POST confirms."""
    try:
        if request.method == "GET":
            return render(request, "guest/press_confirm.html", {"row": signups.waiting(secret)})
        contact = signups.confirm(secret=secret)
    except signups.LinkGone as error:
        return _gone(request, error)
    _row, own = signups.open_page(contact=contact)
    messages.success(request, "Bestätigt. Ab jetzt bekommen Sie unsere Mitteilungen.")
    return redirect("guest:press_self", own)


@discreet
@require_http_methods(["GET", "POST"])
@visiting
def own_page(request: HttpRequest, contact: Contact, secret: str) -> HttpResponse:
    """Everything a contact may see and change about themselves."""
    if request.method == "GET":
        return _own(request, contact, secret)
    deed = request.POST.get("tun", "speichern")
    if deed == "abmelden":
        choices.leave(contact=contact)
        messages.success(request, "Sie sind abgemeldet. Wir schicken Ihnen nichts mehr.")
    elif deed == "zurueck":
        signups.come_back(contact=contact)
        messages.success(request, "Willkommen zurück. Sie bekommen wieder, was unten gewählt ist.")
    else:
        return _save(request, contact, secret)
    return redirect("guest:press_self", secret)


@discreet
@require_GET
@visiting
def own_data(request: HttpRequest, contact: Contact, secret: str) -> HttpResponse:
    """The same as a file, for people and programs."""
    answer = JsonResponse(owndata.gather(contact), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return answer


@discreet
@require_http_methods(["GET", "POST"])
@visiting
def own_delete(request: HttpRequest, contact: Contact, secret: str) -> HttpResponse:
    """Asks once, then deletes at once."""
    if request.method == "GET":
        return render(request, "guest/press_delete.html", {"contact": contact, "secret": secret})
    forgetting.forget(contact=contact, on_request=True, by=None)
    return render(request, "guest/press_deleted.html")


@csrf_exempt
@discreet
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Leave one list. POST does it without login, cookie or form token (RFC 8058); GET, which mail scanners send
    for every link, only shows the button."""
    try:
        contact_id, list_id = unsubscribing.read(token)
    except unsubscribing.BadToken:
        return render(request, "guest/press_gone.html", status=404)
    contact = Contact.objects.select_related("outlet").filter(pk=contact_id).first()
    from_list = DistributionList.objects.filter(pk=list_id).first()
    if request.method == "POST" and contact and from_list:
        choices.leave_list(contact=contact, distribution_list=from_list)
    left = request.method == "POST" or contact is None or from_list is None
    return render(request, "guest/unsubscribe.html", {"list": from_list, "left": left})


def _gone(request: HttpRequest, error: signups.LinkGone) -> HttpResponse:
    return render(request, "guest/press_gone.html", {"problem": str(error)}, status=410)


def _shown(contact: Contact) -> tuple[list[DistributionList], list[DistributionList]]:
    """The lists a contact may choose among (open ones, theirs, and those they left), and those they are on."""
    on = choices.lists_of(contact)
    open_or_left = DistributionList.objects.filter(open=True) | DistributionList.objects.filter(
        opt_outs__contact=contact
    )
    return sorted({*on, *open_or_left.distinct()}, key=lambda row: row.name), on


def _save(request: HttpRequest, contact: Contact, secret: str) -> HttpResponse:
    shown, on = _shown(contact)
    form = OwnForm(request.POST, contact=contact, shown=shown, on=on)
    if not form.is_valid():
        return _own(request, contact, secret, form=form, status=422)
    typed = form.cleaned_data
    facts = {"name": typed["name"], "outlet": typed["outlet"], "email": contact.email, "active": contact.active}
    lists.change_contact(contact=contact, by=None, **facts)
    kept = contact.topics.exclude(pk__in=PressTopic.objects.filling())  # not on the page, so not unticked
    lists.set_topics(contact=contact, topics=[*typed["topics"], *kept], by=None)
    choices.choose_lists(contact=contact, lists=typed["lists"], before=on)
    choices.pause(contact=contact, until=typed["paused_until"])
    messages.success(request, "Gespeichert.")
    return redirect("guest:press_self", secret)


def _own(
    request: HttpRequest, contact: Contact, secret: str, *, form: OwnForm | None = None, status: int = 200
) -> HttpResponse:
    shown, on = _shown(contact)
    context: dict[str, Any] = {
        "contact": contact, "secret": secret, "form": form or OwnForm(contact=contact, shown=shown, on=on),
        "standing": contact.standing(timezone.now()), "data": owndata.gather(contact, say=owndata.for_people),
    }  # fmt: skip
    return render(request, "guest/press_self.html", context, status=status)
