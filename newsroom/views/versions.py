"""The same story in plain language and in English, each beside the German text."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_prose_editor.fields import ProseEditorFormField

from newsroom import differences, storypage
from newsroom.access import DeskRequest, desk_login
from newsroom.views.saving import get_story, number
from people.roles import Permission
from stories import rules
from stories.actions import versions
from stories.actions.reviews import latest_revision
from stories.enums import Language
from stories.errors import DeskError, VersionConflict
from stories.models import LanguageVersion, Revision, Story
from stories.richtext import EXTENSIONS, clean


class VersionForm(forms.Form):
    """The text of one language."""

    headline = forms.CharField(
        label="Überschrift",
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Die Überschrift fehlt. Bitte schreiben Sie eine, dann lässt sich die Fassung speichern.",
            "max_length": "Das sind %(show_value)d Zeichen, 250 sind möglich. Bitte kürzen Sie.",
        },
    )
    lead = forms.CharField(label="Vorspann", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    body = ProseEditorFormField(label="Text", required=False, extensions=EXTENSIONS, sanitize=clean)

    def __init__(self, data: Any = None, *, row: LanguageVersion, editable: bool) -> None:
        super().__init__(data, initial={name: getattr(row, name) for name in self.base_fields}, auto_id="%s")
        for name, item in self.fields.items():
            item.widget.attrs |= {"aria-describedby": f"error-{name}", "lang": row.language}
            item.disabled = not editable
        self.fields["body"].widget.attrs["aria-label"] = "Text"

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())


@desk_login
@require_http_methods(["GET", "POST"])
def story_versions(request: DeskRequest, pk: int) -> HttpResponse:
    """One language at a time, chosen by ``sprache``; POST begins, saves, removes it or brings it back."""
    story, language = get_story(pk), _language(request)
    if request.method == "GET":
        return _page(request, story, language)
    if not request.user.has_perm(Permission.WRITE):
        raise PermissionDenied
    step = request.POST.get("tun")
    try:
        if step == "speichern":
            return _save(request, story, language)
        if step == "anfangen":
            versions.begin(story=story, language=language, by=request.user)
            said = f"{language.label} ist angelegt, mit dem deutschen Text als Anfang."
        elif step == "zurueckholen":
            versions.bring_back(story=story, language=language, by=request.user)
            said = f"{language.label} ist wieder da."
        else:
            versions.remove(story=story, language=language, by=request.user)
            said = f"{language.label} ist entfernt. „Zurückholen“ bringt den Text wieder."
    except DeskError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(_address(story, language))


def _save(request: DeskRequest, story: Story, language: Language) -> HttpResponse:
    row = story.versions.filter(language=language).first() or LanguageVersion(story=story, language=language)
    form = VersionForm(request.POST, row=row, editable=True)
    if not form.is_valid():
        return _page(request, story, language, form=form, status=422)
    version = number(request.POST.get("overwrite")) or number(request.POST.get("version")) or 0
    follows = number(request.POST.get("follows")) if "passt" in request.POST else None
    try:
        versions.save(
            story=story, language=language, version=version, follows=follows, by=request.user, **form.cleaned_data
        )
    except VersionConflict as error:
        return _page(request, story, language, form=form, conflict=error, status=409)
    except DeskError as error:
        return _page(request, story, language, form=form, error=str(error), status=422)
    messages.success(request, f"{language.label} ist gespeichert.")
    return redirect(_address(story, language))


def _page(
    request: DeskRequest,
    story: Story,
    language: Language,
    *,
    form: VersionForm | None = None,
    conflict: VersionConflict | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = {row.language: row for row in story.versions.select_related("based_on", "last_editor")}
    newest, editable = latest_revision(story), rules.may_edit(request.user, story)
    row = rows.get(language)
    if form is None and row:
        form = VersionForm(row=row, editable=editable)
    context = {
        "story": story,
        "language": language,
        "languages": [_tab(story, each, rows.get(each), newest) for each in Language],
        "row": row,
        "form": form,
        "error": error,
        "conflict": conflict,
        "clashes": differences.of_text(_text(conflict.row), form.cleaned_data) if conflict and form else [],
        "newest": newest,
        "old": row is not None and versions.german_moved(row, newest),
        "changes": differences.of_text(row.based_on.content, newest.content) if row and row.based_on else [],
        "untouched": row is not None and _text(row) == _text(story),
        "earlier": row is None and versions.last_told(story, language) is not None,
        "editable": editable,
        "sealed": story.state in storypage.SEALED,
    }
    return render(request, "desk/story/versions.html", context, status=status)


def _tab(story: Story, language: Language, row: LanguageVersion | None, newest: Revision) -> dict[str, Any]:
    return {
        "language": language,
        "row": row,
        "old": row is not None and versions.german_moved(row, newest),
        "untouched": row is not None and _text(row) == _text(story),
    }


def _text(row: LanguageVersion | Story) -> dict[str, str]:
    return {name: getattr(row, name) for name in versions.TEXT}


def _language(request: DeskRequest) -> Language:
    wanted = request.POST.get("sprache") or request.GET.get("sprache")
    return Language(wanted) if wanted in Language.values else Language.SIMPLE


def _address(story: Story, language: Language) -> str:
    return f"{reverse('desk:story_versions', args=[story.pk])}?sprache={language.value}"
