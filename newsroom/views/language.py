"""Hints on what is being typed, and the city's own words."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from newsroom import hintpage
from newsroom.access import DeskRequest, allowed
from newsroom.views.saving import number
from people.roles import Permission
from stories.actions import words as actions
from stories.enums import Language
from stories.errors import DeskError
from stories.language.checking import GERMAN, ORDER, House, check
from stories.language.hints import LABELS
from stories.models import CityWord, Story

PER_PAGE = 50
MOST_CHARS = 100_000


@allowed(Permission.WRITE)
@require_POST
def story_hints(request: DeskRequest) -> HttpResponse:
    """What could be better in the text as it is typed; stores nothing and forbids nothing."""
    fields = {name: request.POST.get(name, "")[:MOST_CHARS] for name in ORDER}
    house = House(settings.HINT_SENTENCE_WORDS, settings.HINT_GENDER)
    wanted = request.POST.get("sprache", "")
    language = wanted if wanted in Language.values else GERMAN
    found = check(fields, language=language, known=CityWord.objects.all().spelled(), house=house)
    if language == GERMAN:
        row = Story.objects.filter(pk=number(request.POST.get("beitrag")) or 0).first()
        found = found.with_hints(hintpage.hints(row, request.POST))
    return render(request, "desk/story/_hints_found.html", {"found": found, "labels": LABELS})


@allowed(Permission.WRITE)
@require_GET
def words(request: DeskRequest) -> HttpResponse:
    """The city's words, searched and paged."""
    query = request.GET.get("q", "").strip()
    rows = CityWord.objects.containing(query).select_related("created_by")
    context = {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("seite")), "q": query}
    return render(request, "desk/words.html", context)


@allowed(Permission.WRITE)
@require_POST
def word_add(request: DeskRequest) -> HttpResponse:
    """One word from a hint, answered with nothing; or several from the page, one a line."""
    single = request.headers.get("X-Requested-With") == "fetch"
    try:
        rows = actions.add_all(text=request.POST.get("words", ""), by=request.user)
    except DeskError as error:
        if single:
            return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
        return _words_refused(request, str(error))
    if single:
        return HttpResponse(status=204)
    told = (
        f"Aufgenommen: {', '.join(row.word for row in rows)}." if rows else "Diese Wörter stehen schon in der Liste."
    )
    messages.success(request, told)
    return redirect("desk:words")


def _words_refused(request: DeskRequest, problem: str) -> HttpResponse:
    """The page with what was typed and why it was not taken."""
    page = Paginator(CityWord.objects.select_related("created_by"), PER_PAGE).get_page(1)
    context = {"page": page, "q": "", "problem": problem, "typed": request.POST.get("words", "")}
    return render(request, "desk/words.html", context, status=422)


@allowed(Permission.WRITE)
@require_POST
def word_remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a word off the list; the message names it, so that it can be added again."""
    row = get_object_or_404(CityWord, pk=pk)
    actions.remove(word=row, by=request.user)
    messages.success(request, f"„{row.word}“ ist entfernt. Mit „Aufnehmen“ kommt das Wort zurück.")
    return redirect("desk:words")
