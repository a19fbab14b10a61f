"""The embargo of a story: who may look early, who did, and its end before its time."""

from http import HTTPStatus
from smtplib import SMTPException
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_publish.actions import embargo as embargoes
from media_library.actions import assets
from media_library.models import Asset
from media_library.serving import serve
from newsroom import advancepage, telling
from newsroom.access import DeskRequest, allowed
from newsroom.guests import discreet
from newsroom.views.saving import get_story
from people.roles import Permission
from portal.articles import captions_file, picture_asset, video_asset
from portal.releases import public_release
from press.actions import advance
from press.models import AdvanceAccess
from stories.errors import DeskError
from stories.models import Story

PRIVATE = "private, no-store"


class AdvanceForm(forms.Form):
    """For whom a personal link is."""

    name = forms.CharField(label="Name", max_length=150)
    outlet = forms.CharField(label="Redaktion oder Medium", max_length=150)
    email = forms.EmailField(
        label="E-Mail",
        required=False,
        help_text="Mit Adresse geht der Link gleich per Mail hinaus. Ohne steht er danach hier, zum Kopieren.",
    )


class LiftForm(forms.Form):
    """Why the embargo ends now, and what the press is told."""

    reason = forms.CharField(
        label="Grund",
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
        help_text="Bleibt im Haus, im Protokoll der Freigaben.",
        error_messages={"required": "Bitte schreiben Sie, warum die Sperrfrist vor der Zeit endet."},
    )
    notice = forms.CharField(
        label="Hinweis an die Presse",
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
        help_text="Geht mit der Mitteilung, nun ohne Sperrvermerk, an alle, die sie schon haben.",
        error_messages={"required": "Bitte schreiben Sie den Hinweis an die Redaktionen."},
    )


@allowed(Permission.WRITE, Permission.APPROVE, Permission.MANAGE_PRESS)
@discreet
@require_http_methods(["GET", "POST"])
def story_embargo(request: DeskRequest, pk: int) -> HttpResponse:
    """Who has the story before its time; POST gives somebody a personal link."""
    story = get_story(pk)
    form = AdvanceForm(request.POST if request.method == "POST" else None, auto_id="%s")
    if request.method != "POST" or not form.is_valid():
        return _page(request, story, form=form)
    try:
        access, secret = advance.give(story=story, by=request.user, **form.cleaned_data)
    except DeskError as error:
        form.add_error(None, str(error))
        return _page(request, story, form=form)
    link = advancepage.address(secret)
    problem = _mail(access, link, request) if access.email else ""
    return _page(request, story, link=link, access=access, mail_problem=problem)


@allowed(Permission.MANAGE_PRESS, Permission.APPROVE)
@require_POST
def advance_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """The link opens no more."""
    access = get_object_or_404(AdvanceAccess, pk=pk)
    said = f"Der Link von {access} öffnet sich nicht mehr."
    telling.do(request, said, lambda: advance.revoke(access=access, by=request.user))
    return redirect("desk:story_embargo", access.story_id)


@allowed(Permission.APPROVE)
@require_POST
def embargo_lift(request: DeskRequest, pk: int) -> HttpResponse:
    """The embargo ends now."""
    story = get_story(pk)
    form = LiftForm(request.POST, auto_id="lift-%s")
    if not form.is_valid():
        return _page(request, story, lift_form=form)
    try:
        embargoes.lift(story=story, by=request.user, **form.cleaned_data)
    except DeskError as error:
        form.add_error(None, str(error))
        return _page(request, story, lift_form=form)
    messages.success(
        request,
        "Die Sperrfrist ist aufgehoben. Was auf sie wartete, geht jetzt hinaus, und die Presse erfährt es per Mail.",
    )
    return redirect("desk:story_ledger", story.pk)


def _page(request: DeskRequest, story: Story, **extra: Any) -> HttpResponse:
    page = advancepage.embargo(story, request.user, timezone.now())
    context: dict[str, Any] = {
        "story": story,
        "page": page,
        "form": AdvanceForm(auto_id="%s"),
        "lift_form": LiftForm(initial={"notice": page.notice}, auto_id="lift-%s"),
    } | extra
    forms_shown = [value for value in context.values() if isinstance(value, forms.Form)]
    failed = any(form.is_bound and form.errors for form in forms_shown)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "desk/embargo/page.html", context, status=status)


def _mail(access: AdvanceAccess, link: str, request: DeskRequest) -> str:
    """Send the link; where that fails, the sentence that says so."""
    try:
        advancepage.letter(access, link).send()
    except (OSError, SMTPException) as error:
        return f"Die Mail an {access.email} ging nicht hinaus ({type(error).__name__}). Schicken Sie den Link selbst."
    advance.mailed(access=access, by=request.user)
    return ""


# -- behind the link -----------------------------------------------------------------------------


@discreet
@require_safe
def advance_page(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The story under embargo for the one person the link is for; afterwards the way to the public article."""
    access = advance.behind(secret)
    if access is None or access.revoked_at:
        return render(request, "guest/link_gone.html", {"ended": bool(access)}, status=_gone(access))
    story = access.story
    if story.is_public(timezone.now()):
        return redirect("portal:article", story.slug)
    article = advancepage.article_behind(access, secret)
    if article is None:
        return render(request, "guest/advance_waits.html", {"access": access}, status=HTTPStatus.NOT_FOUND)
    _record(request, access, "Seite")
    context = {
        "access": access,
        "secret": secret,
        "story": story,
        "article": article,
        "release": public_release(story),
        "video": video_asset(story),
        "captions": captions_file(story),
    }
    return render(request, "guest/advance.html", context)


@discreet
@require_safe
def advance_picture(request: HttpRequest, secret: str, number: int) -> HttpResponseBase:
    """A picture in the size of the website; ``?original`` is the file itself and is recorded."""
    access = _entered(secret)
    asset = _picture(access.story, number)
    if "original" not in request.GET:
        return serve(request, str(assets.variant(asset=asset, kind="website").file), cache=PRIVATE)
    _record(request, access, f"Bild {number}, Original")
    return _download(serve(request, str(asset.file), cache=PRIVATE), asset.original_name)


@discreet
@require_safe
def advance_small(request: HttpRequest, secret: str, number: int) -> HttpResponseBase:
    """The same picture for small screens."""
    asset = _picture(_entered(secret).story, number)
    return serve(request, str(assets.variant(asset=asset, kind="thumb").file), cache=PRIVATE)


@discreet
@require_safe
def advance_video(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The film; its first bytes are recorded, further ranges are the same viewing."""
    access = _entered(secret)
    film = video_asset(access.story)
    if film is None:
        raise Http404
    if request.headers.get("Range", "bytes=0-").startswith("bytes=0-"):
        _record(request, access, "Video")
    return serve(request, str(film.file), cache=PRIVATE)


@discreet
@require_safe
def advance_captions(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The captions of the film."""
    name = captions_file(_entered(secret).story)
    if not name:
        raise Http404
    return serve(request, name, cache=PRIVATE)


@discreet
@require_safe
def advance_release(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The stamped press release."""
    access = _entered(secret)
    release = public_release(access.story)
    if release is None:
        raise Http404
    _record(request, access, f"Pressemitteilung {release.number}")
    return _download(serve(request, str(release.pdf), cache=PRIVATE), release.file_name, inline=True)


def _entered(secret: str) -> AdvanceAccess:
    """The access whose link opens something now. Raises Http404."""
    access = advance.behind(secret)
    if access is None or access.revoked_at or not advance.is_open(access.story, timezone.now()):
        raise Http404
    return access


def _gone(access: AdvanceAccess | None) -> HTTPStatus:
    return HTTPStatus.GONE if access else HTTPStatus.NOT_FOUND


def _record(request: HttpRequest, access: AdvanceAccess, what: str) -> None:
    if request.method == "GET":
        device = f"{request.META.get('REMOTE_ADDR', '')} {request.headers.get('User-Agent', '')}"
        advance.opened(access=access, what=what, device=device)


def _picture(story: Story, number: int) -> Asset:
    asset = picture_asset(story, number)
    if asset is None:
        raise Http404
    return asset


def _download(response: HttpResponseBase, name: str, *, inline: bool = False) -> HttpResponseBase:
    quoted = name.replace('"', "").replace("\\", "")
    response.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{quoted}"'
    return response
