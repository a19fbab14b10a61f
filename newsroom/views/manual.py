"""The handbook at the desk."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from newsroom import handbook
from newsroom.access import DeskRequest, desk_login


@desk_login
@require_GET
def help_page(request: DeskRequest, slug: str = handbook.INDEX) -> HttpResponse:
    """One page of the handbook; without a name, its table of contents."""
    try:
        page = handbook.page(slug)
    except KeyError:
        raise Http404 from None
    return render(request, "desk/help/page.html", {"page": page, "index": handbook.INDEX})
