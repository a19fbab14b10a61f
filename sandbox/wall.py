"""The wall: what the public would see, as pages; and the panel for rehearsing trouble."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import accounts, grouping, permalinks, rehearsal, views
from sandbox.world import world

HERE = Path(__file__).parent
SHOWN = 200
"""Posts on one wall; older ones keep their own pages."""
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}

jinja = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
jinja.filters |= {"linked": views.linked, "size": views.size, "clock": views.clock}
jinja.filters["pretty"] = lambda value: json.dumps(value, indent=2, ensure_ascii=False)
jinja.filters["trusted"] = Markup  # only for HTML that nh3 cleaned on arrival


def page(name: str, status: int = 200, **values: Any) -> Response:
    """A rendered page with the strict headers."""
    return HTMLResponse(jinja.get_template(name).render(**values), status, HEADERS)


async def wall(request: Request) -> Response:
    """``GET /``: newest stories first, ``?plattform=`` and ``?konto=`` narrow it down."""
    here = world(request)
    platform = request.query_params.get("plattform", "")
    account = request.query_params.get("konto", "")
    docs = here.store.posts(SHOWN + 1)
    living = [doc for doc in docs[:SHOWN] if not doc.get("deleted")]
    chosen = [
        views.post(here, doc)
        for doc in living
        if platform in ("", doc["platform"]) and account in ("", doc["account"])
    ]
    stories = [
        {
            "headline": grouping.headline(members),
            "posts": members,
            "clock": members[0]["clock"],
            "iso": members[0]["iso"],
            "where": _where(members),
            "id": f"{members[-1]['platform']}-{members[-1]['id']}",
        }
        for members in grouping.group(chosen)
    ]
    values: dict[str, Any] = {
        "stories": stories,
        "filters": _filters(living, platform, account),
        "count": len(chosen),
        "removed": len(docs[:SHOWN]) - len(living),
        "more": len(docs) > SHOWN,
        "version": version(request),
        "pending": rehearsal.pending(here),
        "said": rehearsal.MESSAGES.get(request.query_params.get("gesagt", ""), ""),
    }
    partial = request.headers.get("x-partial") == "1"
    return page("_stories.html" if partial else "wall.html", **values, rehearsal=rehearsal)


def _where(members: list[dict[str, Any]]) -> str:
    """The platforms of a story as a German list."""
    names = [name for key, name in views.NAMES.items() if any(m["platform"] == key for m in members)]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " und " + names[-1]


def _filters(living: list[Any], platform: str, account: str) -> list[dict[str, Any]]:
    """The filter links: all, then each account that has posts or could have."""
    found: list[dict[str, Any]] = [
        {"label": "Alle", "url": "/", "count": len(living), "on": not platform, "accounts": []}
    ]
    for key, name in views.NAMES.items():
        mine = [doc for doc in living if doc["platform"] == key]
        here = [a for a in accounts.ACCOUNTS if a.platform == key]
        on = platform == key
        entry: dict[str, Any] = {
            "label": name,
            "platform": key,
            "url": f"/?plattform={key}",
            "count": len(mine),
            "on": on and not account,
            "accounts": [],
        }
        if on and len(here) > 1:
            entry["accounts"] = [
                {
                    "label": a.name,
                    "url": f"/?plattform={key}&konto={a.id}",
                    "count": sum(1 for doc in mine if doc["account"] == a.id),
                    "on": account == a.id,
                }
                for a in here
            ]
        found.append(entry)
    return found


def version(request: Request) -> str:
    """A word that changes whenever the wall would look different."""
    here = world(request)
    return f"{here.store.version}-{here.faults.changes}"


async def wall_version(request: Request) -> Response:
    """``GET /_wall/version``: asked every two seconds by the open wall."""
    return PlainTextResponse(version(request), headers={"Cache-Control": "no-store"})


async def post_page(request: Request) -> Response:
    """A post's own page; 404 when it never was, 410 when it was taken back."""
    here = world(request)
    doc = permalinks.find(request, here.store)
    if doc is None:
        return page("gone.html", 404, gone=False)
    if doc.get("deleted"):
        return page("gone.html", 410, gone=True)
    view = views.post(here, doc)
    if view.get("hidden"):
        return page("gone.html", 404, gone=False)
    return page("article.html" if view["platform"] == "website" else "post.html", post=view)


async def mail_html(request: Request) -> Response:
    """The HTML part of a mail, shut in: no scripts, no forms, only pictures and its own style."""
    doc = world(request).store.get("press", "post", request.path_params["id"])
    if doc is None:
        return page("gone.html", 404, gone=False)
    html = doc["html"]
    for file in doc["media"]:
        if file.get("cid"):
            html = html.replace(f"cid:{file['cid']}", f"/_files/{file['sha256']}")
    images = "'self' data: http://127.0.0.1:* http://localhost:*"
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src {images}; "
        "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    return HTMLResponse(html, headers=HEADERS | {"Content-Security-Policy": policy})


async def to_filter(request: Request) -> Response:
    """An account's page on a platform is the wall, narrowed down."""
    platform = request.url.path.split("/")[1]
    name = request.path_params.get("account", "")
    account = accounts.by_id(platform, name)
    more = f"&konto={account.id}" if account else ""
    return RedirectResponse(f"/?plattform={platform}{more}", 302)


async def site(request: Request) -> Response:
    """``/typo3site/aktuelles`` and its sisters: the list of articles."""
    return RedirectResponse("/?plattform=website", 302)


async def panel(request: Request) -> Response:
    """``POST /_panel``: the rehearsal forms, from this page only."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        return PlainTextResponse("Nur von der Wand aus möglich.", 403)
    said = rehearsal.act(world(request), dict((await request.form()).items()))
    return RedirectResponse(f"/?gesagt={said}", 303)


ROUTES: list[BaseRoute] = [
    Route("/", wall),
    Route("/_wall/version", wall_version),
    Route("/_panel", panel, methods=["POST"]),
    Mount("/_static", StaticFiles(directory=HERE / "static")),
    Route("/facebook/{account}", to_filter),
    Route("/facebook/{account}/posts/{number}", post_page),
    Route("/instagram/p/{code}", post_page),
    Route("/instagram/p/{code}/", post_page),
    Route("/instagram/{account}", to_filter),
    Route("/x/{user}/status/{number}", post_page),
    Route("/x/i/web/status/{number}", post_page),
    Route("/x/{account}", to_filter),
    Route("/youtube/watch", post_page),
    Route("/youtube/shorts/{video}", post_page),
    Route("/youtube/channel/{account}", to_filter),
    Route("/typo3site/{section}", site),
    Route("/typo3site/{section}/{slug}", post_page),
    Route("/mail/{id}", post_page),
    Route("/mail/{id}/html", mail_html),
]
