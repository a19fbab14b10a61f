"""Press kits at the desk: the list, and one kit put together."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from media_library.messages import BadFile
from media_library.models import Asset
from media_library.serving import serve
from newsroom import telling
from newsroom.access import DeskRequest, allowed
from newsroom.pressdeskforms import PressKitForm
from newsroom.views.saving import number
from people.roles import Permission
from portal.publisher import absolute
from press import kitting, rules
from press.actions import kits as actions
from press.errors import Outdated
from press.models import PressKit
from stories.models import Story

WRITERS = allowed(Permission.WRITE)
PAGE: Final = 25
OFFERED: Final = 24


@WRITERS
@require_GET
def press_kits(request: DeskRequest) -> HttpResponse:
    """All kits, the last changed first."""
    rows = PressKit.objects.select_related("story").annotate(pictures=Count("items")).order_by("-updated_at", "-pk")
    if query := " ".join(request.GET.get("q", "").split()):
        rows = rows.filter(title__icontains=query)
    page = Paginator(rows, PAGE).get_page(request.GET.get("seite"))
    return render(request, "desk/press/kits.html", {"page": page, "q": query, "now": timezone.now()})


@WRITERS
@require_http_methods(["GET", "POST"])
def press_kit_new(request: DeskRequest) -> HttpResponse:
    """A kit, of a story or for itself."""
    story = Story.objects.filter(pk=number(request.GET.get("beitrag")) or 0).first()
    form = PressKitForm(request.POST or None, story=story)
    if request.method == "POST" and form.is_valid():
        row = actions.create(by=request.user, **form.typed())
        messages.success(request, "Die Mappe ist angelegt. Wählen Sie jetzt die Bilder aus.")
        return redirect(row)
    return render(
        request, "desk/press/kit_new.html", {"form": form, "row": None}, status=422 if form.is_bound else 200
    )


@WRITERS
@require_http_methods(["GET", "POST"])
def press_kit(request: DeskRequest, pk: int) -> HttpResponse:
    """One kit with what would go along today; POST saves its words."""
    row = _row(pk)
    if request.method == "GET":
        return _page(request, row)
    form = PressKitForm(request.POST, kit=row)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    try:
        actions.save(kit=row, version=number(request.POST.get("version")) or 0, by=request.user, **form.typed())
    except Outdated as error:
        return _page(request, _row(pk), form=form, conflict=str(error), status=409)
    messages.success(request, "Gespeichert.")
    return redirect(row)


@WRITERS
@require_POST
def press_kit_deed(request: DeskRequest, pk: int) -> HttpResponse:
    """Add or remove pictures, make it public or hide it."""
    row, by, given = _row(pk), request.user, request.POST
    chosen = Asset.objects.filter(pk__in=[number(text) or 0 for text in given.getlist("medium")])
    deeds = {
        "hinzufuegen": ("Die Bilder sind in der Mappe.", lambda: actions.add(kit=row, assets=chosen, by=by)),
        "entfernen": (
            "Das Bild ist heraus.", lambda: actions.remove(kit=row, asset=number(given.get("medium")) or 0, by=by)
        ),
        "veroeffentlichen": ("Die Mappe ist öffentlich.", lambda: actions.publish(kit=row, by=by)),
        "verbergen": ("Die Mappe ist nicht mehr öffentlich.", lambda: actions.hide(kit=row, by=by)),
    }  # fmt: skip
    telling.choose(request, deeds)
    return redirect(row)


@WRITERS
@require_GET
def press_kit_file(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The zip as journalists would get it, before anybody else does."""
    row = _row(pk)
    try:
        name = actions.built(row, timezone.now())
    except (BadFile, OSError):
        messages.error(
            request,
            "Die Mappe lässt sich nicht packen: Eine Datei fehlt oder ist beschädigt. Nehmen Sie das Bild "
            "heraus, das keine Vorschau zeigt.",
        )
        return redirect(row)
    answer = serve(request, name, cache="private, no-store")
    answer["Content-Disposition"] = f'attachment; filename="{name.rpartition("/")[2]}"'
    return answer


def _row(pk: int) -> PressKit:
    return get_object_or_404(PressKit.objects.select_related("story__live", "created_by"), pk=pk)


def _page(request: DeskRequest, row: PressKit, *, status: int = 200, **extra: Any) -> HttpResponse:
    query, now = " ".join(request.GET.get("q", "").split()), timezone.now()
    added = set(row.items.values_list("asset_id", flat=True))
    offered = Asset.objects.exclude(pk__in=added).filter(generated=False).order_by("-pk")
    if query:
        offered = offered.filter(
            Q(original_name__icontains=query) | Q(alt_text__icontains=query) | Q(caption__icontains=query)
        )
    context = {
        "row": row, "form": PressKitForm(kit=row), "found": kitting.contents(row, now), "added": added, "q": query,
        "offered": offered[:OFFERED], "decides": rules.speaks_for_the_city(request.user),
        "visible": PressKit.objects.public(now).filter(pk=row.pk).exists(),
        "address": absolute(f"/presse/mappen/{row.secret}/"),
    }  # fmt: skip
    return render(request, "desk/press/kit.html", context | extra, status=status)
