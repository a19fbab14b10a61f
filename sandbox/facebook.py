"""Facebook Pages: publishing to the feed, photos, editing and deleting (Graph API v26.0)."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any
from urllib.parse import urlsplit

from sandbox import accounts, media
from sandbox import graph_errors as errors
from sandbox.accounts import Account
from sandbox.graph_call import GraphCall
from sandbox.store import Doc
from sandbox.world import FetchError

MAX_TEXT = 63_206
MAX_PHOTO = 10 * 1024 * 1024
SOFT_PHOTO = 4 * 1024 * 1024
PHOTO_MIMES = frozenset({"image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"})
ATTACHED = re.compile(r"^attached_media\[(\d+)\]$")


def page(call: GraphCall, *, write: bool = False) -> Account:
    """The page in the path; writing needs the page's own token."""
    found = accounts.by_id("facebook", call.node)
    if found is None:
        raise errors.missing_object(call.node, call.method.lower())
    if write and found.token != call.token:
        raise errors.foreign_page()
    return found


async def create_post(call: GraphCall) -> dict[str, Any]:
    """``POST /{page}/feed``."""
    owner = page(call, write=True)
    text, link = call.params.get("message", "").strip(), call.params.get("link", "").strip()
    photos = _attached(call, owner)
    if not (text or link or photos):
        raise errors.bad_param(
            "Invalid parameter",
            subcode=1349125,
            user=(
                "Missing Message Or Attachment",
                "This post is empty. Please write something or attach a link, photo, or video.",
            ),
        )
    check_text(call, owner, text)
    _check_link(link)
    warnings = ["Facebook zeigt bei Fotos keine Linkvorschau."] if link and photos else []
    for photo in photos:
        photo["used"] = True
        call.world.store.put("facebook", "photo", photo)
        warnings += photo["warnings"]
    files = [photo["file"] for photo in photos]
    return {"id": publish(call, owner, text, link=link, files=files, warnings=warnings)["id"]}


def check_text(call: GraphCall, owner: Account, text: str) -> None:
    """Raise when the text is too long or repeats the page's latest post."""
    if len(text) > MAX_TEXT:
        raise errors.bad_param(f"(#100) Param message must be at most {MAX_TEXT} characters long", subcode=1366013)
    if call.world.credulous:
        return
    for last in call.world.store.find("facebook", "post", account=owner.id, limit=20):
        if last.get("deleted"):
            continue
        if text and last["text"] == text:
            raise errors.duplicate()
        return


def _check_link(link: str) -> None:
    if not link:
        return
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host:
        raise errors.GraphError(1500, "(#1500) The url you supplied is invalid")
    if host == "facebook.com" or host.endswith((".facebook.com", ".fb.com")) or host == "fb.me":
        raise errors.bad_param(
            "Invalid parameter",
            subcode=1609008,
            user=("Can't Post Link", "Facebook.com links can't be posted this way."),
        )


def _attached(call: GraphCall, owner: Account) -> list[Doc]:
    """The unpublished photos named by ``attached_media``, in their order."""
    wanted: list[Any] = []
    if "attached_media" in call.params:
        wanted = call.json_param("attached_media")
    numbered = sorted((int(m[1]), key) for key in call.params if (m := ATTACHED.match(key)))
    wanted += [call.json_param(key) for _, key in numbered]
    photos = []
    for item in wanted:
        id_ = str(item.get("media_fbid", "")) if isinstance(item, dict) else ""
        photo = call.world.store.get("facebook", "photo", id_)
        if photo is None or photo["account"] != owner.id:
            raise errors.bad_param(f"(#100) Invalid media_fbid {id_}: object does not exist or is not yours")
        if photo["used"]:
            raise errors.bad_param(
                "Invalid parameter",
                subcode=1366051,
                user=("Already Posted", "These photos were already posted."),
            )
        photos.append(photo)
    return photos


def publish(
    call: GraphCall,
    owner: Account,
    text: str,
    *,
    title: str = "",
    link: str = "",
    files: list[dict[str, Any]],
    warnings: list[str],
    number: str = "",
) -> Doc:
    """Put a post on the page's timeline and answer its document."""
    number = number or call.world.store.new_id("1")
    raw = {k: v for k, v in call.params.items() if k not in ("access_token", "appsecret_proof")}
    return call.world.store.put(
        "facebook",
        "post",
        {
            "id": f"{owner.id}_{number}",
            "path": f"/facebook/{owner.id}/posts/{number}",
            "text": text,
            "title": title,
            "link": link,
            "media": files,
            "warnings": warnings,
            "raw": raw,
        },
        account=owner.id,
    )


async def create_photo(call: GraphCall) -> dict[str, Any]:
    """``POST /{page}/photos``: ``source`` as a file or ``url`` to fetch."""
    owner = page(call, write=True)
    content = await _photo_bytes(call)
    seen = await _readable_photo(content)
    big = ["Foto über 4 MB: Facebook lehnt solche Dateien zuweilen ab."]
    text = call.params.get("caption") or call.params.get("message", "")
    file = media.entry(
        seen,
        call.world.store.save_file(content),
        len(content),
        call.params.get("alt_text_custom", ""),
    )
    number = call.world.store.new_id("122")
    doc: Doc = {
        "id": number,
        "file": file | {"node": number},
        "used": False,
        "warnings": big if len(content) > SOFT_PHOTO else [],
    }
    answer = {"id": doc["id"]}
    if call.flag("published", True):
        check_text(call, owner, text)
        doc["used"] = True
        post = publish(call, owner, text, files=[doc["file"]], warnings=doc["warnings"])
        answer["post_id"] = post["id"]
    call.world.store.put("facebook", "photo", doc, account=owner.id)
    return answer


async def _readable_photo(content: bytes) -> media.Picture:
    try:
        seen = await asyncio.to_thread(media.picture, content)
    except media.Unreadable:
        seen = None
    if seen is None or seen.mime not in PHOTO_MIMES or len(content) > MAX_PHOTO:
        raise errors.bad_param(
            "Invalid parameter",
            subcode=1366046,
            user=(
                "Can't Read Files",
                "Your photos couldn't be uploaded. Photos should be less than 4 MB and saved as "
                "JPG, PNG, GIF, TIFF, HEIF or WebP files.",
            ),
        )
    return seen


async def _photo_bytes(call: GraphCall) -> bytes:
    for name in ("source", *call.files):
        if name in call.files:
            return await call.files[name].read()
    if "url" not in call.params:
        raise errors.GraphError(324, "(#324) Requires upload file")
    try:
        return await call.world.fetch(call.params["url"], MAX_PHOTO)
    except FetchError as error:
        raise errors.bad_param(f"(#100) url could not be fetched: {error}", subcode=1609005) from error


def post_of(call: GraphCall) -> Doc:
    """The post in the path, readable with this token."""
    doc = call.world.store.get("facebook", "post", call.node)
    if doc is None or doc.get("deleted"):
        raise errors.missing_object(call.node, call.method.lower())
    return doc


async def edit(call: GraphCall) -> dict[str, Any]:
    """``POST /{post}``: the text can change, link and photos cannot."""
    doc = post_of(call)
    if not _owns(call, doc):
        raise errors.foreign_page()
    if "link" in call.params:
        raise errors.bad_param("(#100) Cannot edit link attachments of existing posts", subcode=1366047)
    if "message" in call.params:
        text = call.params["message"].strip()
        if not text and not (doc["media"] or doc["link"]):
            raise errors.bad_param("(#100) A post without attachment needs a message")
        if len(text) > MAX_TEXT:
            raise errors.bad_param(f"(#100) Param message must be at most {MAX_TEXT} characters")
        doc["text"] = text
        doc["edited"] = time.time()
    call.world.store.put("facebook", "post", doc)
    return {"success": True}


def _owns(call: GraphCall, doc: Doc) -> bool:
    owner = accounts.by_id("facebook", doc["account"])
    return owner is not None and owner.token == call.token


async def delete(call: GraphCall) -> dict[str, Any]:
    """``DELETE /{post}``."""
    doc = post_of(call)
    if not _owns(call, doc):
        raise errors.foreign_page()
    doc["deleted"] = True
    call.world.store.put("facebook", "post", doc)
    return {"success": True}


HANDLERS = {
    ("POST", "feed"): create_post,
    ("POST", "photos"): create_photo,
    ("POST", ""): edit,
    ("DELETE", ""): delete,
}
