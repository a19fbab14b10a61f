"""X posts: create and delete (X API v2)."""

from __future__ import annotations

import html
import secrets
import time
import unicodedata
from typing import Any

import twitter_text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import x_errors, x_media
from sandbox.accounts import Account
from sandbox.store import Doc
from sandbox.world import world
from sandbox.x_call import endpoint, json_body

MAX_WEIGHT = 280
MAX_PICTURES = 4
MAX_SHOWN = 27
"""Characters of an address that X shows."""
DAY = 86_400
KNOWN = frozenset(
    "text media reply quote_tweet_id poll geo card_uri community_id direct_message_deep_link "
    "edit_options for_super_followers_only made_with_ai nullcast paid_partnership "
    "reply_settings share_with_followers".split()
)


async def create(request: Request, user: Account) -> Response:
    """``POST /2/tweets``."""
    body = await json_body(request)
    if unknown := [key for key in body if key not in KNOWN]:
        raise x_errors.invalid(f"$.{unknown[0]}: is not defined in the schema")
    text, media_ids = body.get("text") or "", (body.get("media") or {}).get("media_ids") or []
    if not isinstance(text, str) or not isinstance(media_ids, list):
        raise x_errors.invalid("text must be a string and media_ids a list of strings")
    if body.get("reply") or body.get("quote_tweet_id"):
        raise x_errors.forbidden("You are not permitted to perform this action.")
    text = unicodedata.normalize("NFC", text.strip())
    if not text and not media_ids:
        raise x_errors.invalid("$.text: is missing but it is required")
    parsed = twitter_text.parse_tweet(text)
    if parsed.weightedLength > MAX_WEIGHT:
        raise x_errors.Problem(
            400,
            "Bad Request",
            "Your Tweet text is too long. For more information on how Twitter determines text "
            "length see https://github.com/twitter/twitter-text.",
        )
    media = _media(request, user, media_ids)
    _refuse_repeat(request, user, text)
    doc = _publish(request, user, text, media, body)
    data = {"id": doc["id"], "text": doc["text_sent"], "edit_history_tweet_ids": [doc["id"]]}
    return JSONResponse({"data": data}, 201)


def _media(request: Request, user: Account, ids: list[Any]) -> list[Doc]:
    """The media of a post; all must be finished, mine, and of kinds that go together."""
    store, found = world(request).store, []
    for id_ in ids:
        doc = store.get("x", "media", str(id_)) if isinstance(id_, str) else None
        if doc is None or doc["account"] != user.id or not x_media.ready(doc) or doc["error"]:
            raise x_errors.invalid("Your media IDs are invalid.", {"media.media_ids": [str(i) for i in ids]})
        found.append(doc)
    single = [doc for doc in found if doc["category"] != "tweet_image"]
    if len(found) > MAX_PICTURES or (single and len(found) > 1) or len(set(ids)) < len(ids):
        raise x_errors.invalid(
            "A Tweet can have up to 4 photos, or 1 GIF, or 1 video.",
            {"media.media_ids": [str(i) for i in ids]},
        )
    return found


def _refuse_repeat(request: Request, user: Account, text: str) -> None:
    """X refuses the same words again for a while; a deleted post no longer counts."""
    if world(request).credulous:
        return
    recent = world(request).store.find("x", "post", account=user.id, since=time.time() - DAY, limit=200)
    for doc in recent:
        if text and doc["text"] == text and not doc.get("deleted"):
            raise x_errors.duplicate()


def _publish(request: Request, user: Account, text: str, media: list[Doc], body: dict[str, Any]) -> Doc:
    here, id_ = world(request), world(request).store.new_id("19")
    urls, sent = _shorten(text, id_, user, media)
    silent = any(not doc["alt"] for doc in media if doc["category"] == "tweet_image")
    warnings = ["Ein Bild hat keinen Alternativtext."] if silent else []
    links = [url["expanded_url"] for url in urls if "media_key" not in url]
    return here.store.put(
        "x",
        "post",
        {
            "id": id_,
            "path": f"/x/{user.handle}/status/{id_}",
            "text": text,
            "text_sent": sent,
            "urls": urls,
            "link": links[0] if links else "",
            "media": [doc["file"] | {"alt": doc["alt"]} for doc in media if doc["file"]],
            "media_keys": [x_media.media_key(doc) for doc in media],
            "warnings": warnings,
            "raw": body,
        },
        account=user.id,
    )


def _shorten(text: str, id_: str, user: Account, media: list[Doc]) -> tuple[list[dict[str, Any]], str]:
    """The text as X keeps it: each address a t.co link, HTML escaped, media linked at the end."""
    urls: list[dict[str, Any]] = []
    sent, last = "", 0
    for found in twitter_text.extract_urls_with_indices(text):
        start, end = found["indices"]
        sent += html.escape(text[last:start], quote=False)
        url, address = _tco(), found["url"]
        full = address if "://" in address else f"http://{address}"
        urls.append(
            {
                "start": len(sent),
                "end": len(sent) + len(url),
                "url": url,
                "expanded_url": full,
                "display_url": _display(full),
            }
        )
        sent, last = sent + url, end
    sent += html.escape(text[last:], quote=False)
    if media:
        url = _tco()
        sent = f"{sent} {url}".strip()
        kind = "photo" if media[0]["category"] == "tweet_image" else "video"
        urls += [
            {
                "start": len(sent) - len(url),
                "end": len(sent),
                "url": url,
                "expanded_url": f"https://x.com/{user.handle}/status/{id_}/{kind}/1",
                "display_url": f"pic.x.com/{url[-10:]}",
                "media_key": x_media.media_key(doc),
            }
            for doc in media
        ]
    return urls, sent


def _tco() -> str:
    return "https://t.co/" + secrets.token_hex(5)


def _display(url: str) -> str:
    shown = url.split("://", 1)[1].removeprefix("www.").rstrip("/")
    return shown if len(shown) <= MAX_SHOWN else shown[: MAX_SHOWN - 1] + "…"


async def delete(request: Request, user: Account) -> Response:
    """``DELETE /2/tweets/{id}``: own posts only."""
    store, id_ = world(request).store, request.path_params["id"]
    doc = store.get("x", "post", id_)
    if doc is not None and doc["account"] != user.id:
        raise x_errors.forbidden("You are not authorized to delete this Tweet.")
    if doc is None or doc.get("deleted"):
        error = x_errors.not_found("tweet", "id", id_)
        raise x_errors.Problem(
            404, error["title"], error["detail"], **{k: error[k] for k in error if k not in ("title", "detail")}
        )
    doc["deleted"] = True
    store.put("x", "post", doc)
    return JSONResponse({"data": {"deleted": True}})


ROUTES = [
    Route("/x/2/tweets", endpoint("tweets", create), methods=["POST"]),
    Route("/x/2/tweets/{id}", endpoint("tweet", delete), methods=["DELETE"]),
    *x_media.ROUTES,
]
