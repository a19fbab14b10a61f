"""Contacts from a file: look first, take over, take back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from newsroom import telling
from newsroom.access import DeskRequest
from newsroom.pressforms import MappingForm, UploadForm
from newsroom.views.presslists import PER_PAGE, PRESS
from press import importing
from press.actions import imports
from press.models import ContactImport
from stories.errors import DeskError

LATEST = 20


@PRESS
@require_http_methods(["GET", "POST"])
def press_imports(request: DeskRequest) -> HttpResponse:
    """The way in for a file, and what came of earlier ones."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = imports.upload(file_name=file.name, data=file.read(), by=request.user)
        except DeskError as error:
            form.add_error("file", str(error))
        else:
            return redirect("desk:press_import", row.pk)
    now = timezone.now()
    rows = ContactImport.objects.defer("rows").select_related("by", "list")[:LATEST]
    context = {
        "form": form,
        "rows": [(row, _told(row.counts), imports.may_undo(row, now)) for row in rows],
    }
    return render(request, "desk/press/imports.html", context, status=422 if form.errors else 200)


@PRESS
@require_http_methods(["GET", "POST"])
def press_import(request: DeskRequest, pk: int) -> HttpResponse:
    """What the file would do, row by row; nothing is written yet."""
    row = get_object_or_404(ContactImport.objects.select_related("list", "by"), pk=pk)
    if row.applied_at:
        return redirect("desk:press_imports")
    form = MappingForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        said = "Die Vorschau ist neu berechnet."
        telling.do(request, said, lambda: _prepared(request, row, form))
        return redirect("desk:press_import", pk)
    return _preview(request, row, form, status=422 if form.errors else 200)


def _prepared(request: DeskRequest, row: ContactImport, form: MappingForm) -> ContactImport:
    typed = form.cleaned_data
    note, to = typed["source_note"], typed["to"]
    return imports.prepare(row=row, mapping=form.mapping(), source_note=note, to=to, by=request.user)


def _preview(request: DeskRequest, row: ContactImport, form: MappingForm, *, status: int = 200) -> HttpResponse:
    planned = importing.plan(row.rows, row.mapping)
    counts = importing.counts(planned)
    wanted = request.GET.get("ergebnis", "")
    shown = [each for each in planned if each.result == wanted] if wanted in counts else planned
    context = {
        "row": row, "form": form, "counts": [(value, importing.Result(value).label, n) for value, n in counts.items()],
        "wanted": wanted, "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("seite")),
        "writes": counts.get("new", 0) + counts.get("changed", 0),
        "members": counts.get("same", 0),
    }  # fmt: skip
    return render(request, "desk/press/import.html", context, status=status)


@require_POST
@PRESS
def press_import_apply(request: DeskRequest, pk: int) -> HttpResponse:
    """Take it over, as it was shown: with other columns than those, the preview comes first."""
    row = get_object_or_404(ContactImport.objects.select_related("list"), pk=pk)
    form = MappingForm(request.POST, row=row)
    if not form.is_valid():
        return _preview(request, row, form, status=422)
    seen = row.mapping
    try:
        row = _prepared(request, row, form)
    except DeskError as error:
        messages.error(request, str(error))
        return redirect("desk:press_imports")
    if row.mapping != seen:
        messages.warning(request, "Die Zuordnung hat sich geändert. Sehen Sie die Zeilen an, dann übernehmen Sie.")
        return redirect("desk:press_import", pk)
    said = f"„{row.file_name}“ ist übernommen. Dreißig Tage lang lässt sich das hier zurücknehmen."
    telling.do(request, said, lambda: imports.apply(row=row, by=request.user))
    return redirect("desk:press_imports")


@require_POST
@PRESS
def press_import_undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Take it back."""
    row = get_object_or_404(ContactImport, pk=pk)
    try:
        result = imports.undo(row=row, by=request.user)
    except DeskError as error:
        messages.error(request, str(error))
    else:
        kept = result["kept"]
        stays = f" {kept} wurden seither geändert oder haben Mails bekommen und bleiben." if kept else ""
        messages.success(request, f"„{row.file_name}“ ist zurückgenommen: {result['undone']} Kontakte.{stays}")
    return redirect("desk:press_imports")


@require_POST
@PRESS
def press_import_discard(request: DeskRequest, pk: int) -> HttpResponse:
    """Throw the file away."""
    row = get_object_or_404(ContactImport, pk=pk)
    telling.do(
        request, "Die Datei ist verworfen, geändert wurde nichts.", lambda: imports.discard(row=row, by=request.user)
    )
    return redirect("desk:press_imports")


def _told(counts: dict[str, int]) -> str:
    """„3 neu, 1 geändert“."""
    return ", ".join(f"{n} {_inside(importing.Result(value).label)}" for value, n in counts.items())


def _inside(label: str) -> str:
    """As the word stands within a sentence."""
    return label[:1].lower() + label[1:]
