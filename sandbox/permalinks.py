"""From the address a platform hands out back to the post."""

from __future__ import annotations

from starlette.requests import Request

from sandbox.store import Doc, Store


def find(request: Request, store: Store) -> Doc | None:
    """The post under the address asked for, with its ``platform``; deleted ones included."""
    parts, path = request.path_params, request.url.path
    platform = path.split("/")[1]
    if platform == "facebook":
        return _with(store, "facebook", f"{parts['account']}_{parts['number']}")
    if platform == "x":
        return _with(store, "x", parts["number"])
    if platform == "youtube":
        return _with(store, "youtube", parts.get("video") or request.query_params.get("v", ""))
    if platform == "instagram":
        return _with(store, "instagram", str(media_number(parts["code"])))
    if platform == "typo3site":
        return _article(store, parts["slug"])
    return _with(store, "press", parts["id"])


def _with(store: Store, platform: str, id_: str) -> Doc | None:
    doc = store.get(platform, "post", id_)
    return {"platform": platform, **doc} if doc else None


def _article(store: Store, slug: str) -> Doc | None:
    known = store.get("website", "slug", slug)
    doc = _with(store, "website", known["of"]) if known else None
    # A renamed article answers under its new address only.
    return doc if doc and doc["path"].endswith(f"/{slug}") else None


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def media_code(number: int) -> str:
    """Instagram's shortcode: the media id in base 64."""
    code = ""
    while number:
        number, rest = divmod(number, 64)
        code = LETTERS[rest] + code
    return code


def media_number(code: str) -> int:
    """The media id behind a shortcode; 0 for letters no shortcode has."""
    number = 0
    for letter in code:
        if letter not in LETTERS:
            return 0
        number = number * 64 + LETTERS.index(letter)
    return number
