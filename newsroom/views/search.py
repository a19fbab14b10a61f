"""One question over stories, topics, releases, media and deliveries."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from newsroom import searchpage
from newsroom.access import DeskRequest, desk_login
from newsroom.views.saving import number


@desk_login
@require_GET
def search(request: DeskRequest) -> HttpResponse:
    """Found as it is typed; pages and kinds are addresses of their own."""
    text = request.GET.get("q", "").strip("\r\n")[:200]
    page = max(1, number(request.GET.get("seite")) or 1)
    context = searchpage.context(text, request.GET.get("art", ""), page, request.user)
    whole = not request.htmx or request.htmx.boosted or request.htmx.history_restore_request
    return render(request, "desk/search/search.html" if whole else "desk/search/_found.html", context)
