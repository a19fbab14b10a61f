"""Public pages. Nothing here knows who is asking, and nothing answers before a story's time."""

from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from media_library.actions import assets
from media_library.messages import BadFile
from media_library.models import Asset
from media_library.serving import serve
from portal import publisher, structured
from portal.answers import conditional, conditional_page, fresh_seconds, page, public
from portal.articles import article as as_article
from portal.articles import articles, captions_file, picture_asset, public_stories, video_asset, withdrawal
from portal.feeds import NewsFeed
from portal.releases import public_release, size_of
from portal.versions import versions
from stories.enums import Language
from stories.models import Correction, Story

PAGE = 20
SITEMAP = 10_000
MEDIA_CACHE = "public, max-age=300"

_feed = NewsFeed()


@public
def story_list(request: HttpRequest) -> HttpResponseBase:
    """City news, newest first."""
    shown = Paginator(public_stories(), PAGE).get_page(request.GET.get("seite"))
    found = articles(shown)
    address = reverse("portal:list") + (f"?seite={shown.number}" if shown.number > 1 else "")
    response = page(
        request,
        "portal/list.html",
        page=shown,
        articles=found,
        title=publisher.TITLE,
        canonical=publisher.absolute(address),
    )
    return conditional_page(request, response, changed=max((item.changed for item in found), default=None))


@public
def feed(request: HttpRequest) -> HttpResponseBase:
    """The newest stories as RSS."""
    seconds = fresh_seconds()
    return conditional(request, _feed(request), seconds=seconds)


@public
def article(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One article; of one that was taken back, the notice that says so."""
    if told := withdrawal(slug):
        return _taken_back(request, told)
    story = _public(slug)
    shown = as_article(story)
    release = public_release(story)
    film = video_asset(story)
    response = page(
        request,
        "portal/article.html",
        article=shown,
        versions=versions(story),
        structured=structured.news_article(shown),
        video=film,
        video_length=_length(film),
        captions=captions_file(story),
        release=release,
        release_size=size_of(release) if release else 0,
    )
    changed = max(shown.changed, release.created_at) if release else shown.changed
    return conditional_page(request, response, changed=changed)


@public
def version(request: HttpRequest, slug: str, language: Language) -> HttpResponseBase:
    """An article in another language, under the rules of the article itself."""
    if told := withdrawal(slug):
        return _taken_back(request, told)
    story = _public(slug)
    found = {each.language: each for each in versions(story)}
    if language not in found:
        raise Http404
    shown = as_article(story)
    response = page(
        request, "portal/version.html", article=shown, version=found[language], versions=list(found.values())
    )
    response["Content-Language"] = language.value
    return conditional_page(request, response, changed=shown.changed)


@public
def picture(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """A picture of a public article, in the size of the website."""
    return _picture(request, slug, number, "website")


@public
def small_picture(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The same picture for lists and small screens."""
    return _picture(request, slug, number, "thumb")


@public
def video(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The video of a public article, from our own house: no third party learns who watches."""
    return serve(request, str(_video(slug).file), cache=MEDIA_CACHE)


@public
def captions(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The captions that were approved with the film."""
    name = captions_file(_public(slug))
    if not name:
        raise Http404
    return serve(request, name, cache=MEDIA_CACHE)


@public
def poster(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The still picture before the video starts."""
    return _derived(request, _video(slug), "website")


@public
def release_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The press release that was sent with this story, to read in the browser."""
    release = public_release(_public(slug))
    if release is None:
        raise Http404
    response = serve(request, str(release.pdf), cache=MEDIA_CACHE)
    response["Content-Disposition"] = f'inline; filename="{release.file_name}"'
    return response


@public
def missing(_request: HttpRequest, rest: str) -> HttpResponseBase:
    """Any other address below the news: the portal's own 404."""
    raise Http404(rest)


@public
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """All public articles for search engines."""
    seconds = fresh_seconds()
    rows = public_stories().values_list("slug", "public_from", "live__created_at", "approved_at", "corrected_at")  # type: ignore[misc]  # annotated
    entries = [
        (
            publisher.absolute(reverse("portal:article", args=[slug])),
            max(filter(None, [(approved or written) if written > since else since, corrected])),
        )
        for slug, since, written, approved, corrected in rows[:SITEMAP]
    ]
    context = {"entries": entries, "home": publisher.absolute(reverse("portal:list"))}
    response = render(request, "portal/sitemap.xml", context, content_type="application/xml; charset=utf-8")
    return conditional(request, response, seconds=seconds)


@public
def robots(request: HttpRequest) -> HttpResponseBase:
    """What search engines shall leave alone."""
    lines = (
        "User-agent: *",
        "Disallow: /redaktion/",
        "Disallow: /medien/",
        "",
        f"Sitemap: {publisher.absolute(reverse('sitemap'))}",
        "",
    )
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    return conditional(request, response, seconds=3600)


def _taken_back(request: HttpRequest, told: Correction) -> HttpResponseBase:
    response = page(request, "portal/withdrawn.html", status=HTTPStatus.GONE, notice=told)
    response["X-Robots-Tag"] = "noindex"
    return conditional_page(request, response, changed=told.published_at)


def _picture(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponseBase:
    asset = picture_asset(_public(slug), number)
    if asset is None:
        raise Http404
    return _derived(request, asset, kind)


def _derived(request: HttpRequest, asset: Asset, kind: str) -> HttpResponseBase:
    try:
        return serve(request, str(assets.variant(asset=asset, kind=kind).file), cache=MEDIA_CACHE)
    except (BadFile, OSError) as error:
        raise Http404 from error


def _length(film: Asset | None) -> str:
    """``2:05``, as players show it; empty where it is unknown."""
    if film is None or not film.seconds:
        return ""
    minutes, seconds = divmod(round(film.seconds), 60)
    return f"{minutes}:{seconds:02d}"


def _video(slug: str) -> Asset:
    asset = video_asset(_public(slug))
    if asset is None:
        raise Http404
    return asset


def _public(slug: str) -> Story:
    return get_object_or_404(public_stories(), slug=slug)
