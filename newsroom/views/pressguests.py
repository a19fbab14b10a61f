"""What the press decides for itself, without a login: sign up, choose, pause, leave."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsroom.guests import discreet
from press import unsubscribing
from press.actions import choices
from press.models import Contact, DistributionList


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


@discreet
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Where somebody asks for the way to their own page."""
    return render(request, "guest/press_link.html", {"mail": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]})
