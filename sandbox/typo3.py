"""TYPO3 reactions with EXT:interest: records by remote id (EXT:interest 4.0.1, reactions 14.3)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import accounts, media, typo3_site
from sandbox.accounts import Account
from sandbox.store import Doc
from sandbox.world import FetchError, World, world

NEWS = "tx_news_domain_model_news"
MAX_FILE = 50 * 1024 * 1024
MAX_TITLE = 255
SYSTEM = "pid hidden starttime endtime sys_language_uid l10n_parent sorting crdate tstamp fe_group"
FIELDS: dict[str, frozenset[str]] = {
    NEWS: frozenset(
        f"{SYSTEM} title alternative_title teaser bodytext datetime archive author author_email "
        "categories related related_from related_files related_links type keywords description "
        "tags media fal_media fal_related_files internalurl externalurl istopnews "
        "content_elements path_segment editlock import_id import_source sitemap_changefreq "
        "sitemap_priority notes".split()
    ),
    "sys_file": frozenset("pid name fileData url metadata storage".split()),
    "sys_file_reference": frozenset(
        f"{SYSTEM} uid_local uid_foreign tablenames fieldname sorting_foreign title alternative "
        "description link crop autoplay showinpreview table_local".split()
    ),
    "sys_file_metadata": frozenset(f"{SYSTEM} file title description alternative copyright creator".split()),
}
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
TEMPORARY = re.compile(r"[\\/:*?\"<>|]|^\.|\.(?:php\d?|phar|phtml)$", re.IGNORECASE)


class Refused(Exception):
    """A call TYPO3 does not carry out."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    def response(self) -> Response:
        """The HTTP answer."""
        return JSONResponse({"success": False, "message": str(self)}, self.status)


async def react(request: Request) -> Response:
    """``POST /typo3/reaction/{uuid}``."""
    try:
        owner = _authenticate(request)
        await _operate(world(request), owner, _payload(await request.body()))
    except Refused as refused:
        return refused.response()
    return JSONResponse({"success": True, "message": "1 operation completed successfully."})


def _authenticate(request: Request) -> Account:
    owner = accounts.by_id("website", request.path_params["uuid"])
    if owner is None or owner.id != request.path_params["uuid"]:
        raise Refused(404, "No reaction found for given identifier")
    if request.headers.get("x-api-key") != owner.token:
        raise Refused(401, "Invalid secret given")
    return owner


def _payload(content: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(content or b"null")
    except ValueError as error:
        raise Refused(400, "Malformed request body: JSON parse error") from error
    if not isinstance(payload, dict) or not payload:
        raise Refused(405, "Empty payload or JSON parse error.")
    if not payload.get("method"):
        raise Refused(405, "No method provided")
    if not isinstance(payload.get("table"), str) or not isinstance(payload.get("remoteId"), str):
        raise Refused(400, "The request contained insufficient or no data: table, remoteId")
    if payload["table"] not in FIELDS:
        raise Refused(404, f'The table "{payload["table"]}" does not exist.')
    return payload


async def _operate(here: World, owner: Account, payload: dict[str, Any]) -> None:
    """One record operation. PATCH updates or creates; the same PATCH twice changes nothing."""
    table, remote, store = payload["table"], payload["remoteId"], here.store
    known = store.get("website", table, remote)
    method = _check_method(str(payload["method"]).upper(), remote, known)
    if method == "DELETE":
        store.delete("website", table, remote)
        if table == NEWS:
            typo3_site.withdraw(store, remote)
        return
    data = payload.get("data")
    if not isinstance(data, dict) or not data:
        raise Refused(400, "The request contained insufficient or no data")
    if unknown := [name for name in data if name not in FIELDS[table]]:
        raise Refused(409, f"Unknown field(s) in field list: {', '.join(unknown)}")
    fields = {**(known["fields"] if known else {}), **data}
    if table == NEWS:
        _check_news(here, remote, fields, known)
    if table == "sys_file":
        fields = await _keep_file(here, fields)
    doc = {**(known or {}), "id": remote, "fields": fields, "owner": owner.id}
    # References are looked up by the record they hang on; the account column is their index.
    doc["account"] = typo3_site.hangs_on(table, fields) or owner.id
    store.put("website", table, doc)
    if table == NEWS and (known is None or known["fields"] != fields):
        typo3_site.publish(store, doc)


def _check_method(method: str, remote: str, known: Doc | None) -> str:
    """Whether the operation fits what is there."""
    if method not in ("POST", "PUT", "PATCH", "DELETE"):
        raise Refused(405, "Method not allowed.")
    if method == "POST" and known is not None:
        raise Refused(409, f'The remote ID "{remote}" already exists.')
    if method in ("PUT", "DELETE") and known is None:
        raise Refused(404, f'The remote ID "{remote}" does not exist.')
    return method


def _check_news(here: World, remote: str, fields: dict[str, Any], known: Doc | None) -> None:
    title = fields.get("title")
    if not isinstance(title, str) or not title.strip():
        raise Refused(400, "The field title of tx_news_domain_model_news is required.")
    if len(title) > MAX_TITLE:
        raise Refused(400, f"Data too long for column 'title': {len(title)} of {MAX_TITLE}")
    slug = str(fields.get("path_segment") or title).lower().translate(UMLAUTS)
    slug = re.sub(r"[^a-z0-9]+", "-", slug).strip("-") or "news"
    unique, number = slug, 0
    while (here.store.get("website", "slug", unique) or {"of": remote})["of"] != remote:
        number += 1
        unique = f"{slug}-{number}"
    if known and known["fields"]["path_segment"] != unique:
        here.store.delete("website", "slug", known["fields"]["path_segment"])
    here.store.put("website", "slug", {"id": unique, "of": remote})
    fields["path_segment"] = unique


async def _keep_file(here: World, fields: dict[str, Any]) -> dict[str, Any]:
    """Store a ``sys_file``'s bytes and put what was found in their place."""
    name = str(fields.get("name", ""))
    if not name or TEMPORARY.search(name):
        raise Refused(400, f'Invalid file name: "{name}"')
    if fields.get("fileData"):
        try:
            content = base64.b64decode(str(fields["fileData"]), validate=True)
        except binascii.Error as error:
            raise Refused(400, "fileData is not valid base64") from error
    elif fields.get("url"):
        try:
            content = await here.fetch(str(fields["url"]), MAX_FILE)
        except FetchError as error:
            raise Refused(404, f'Request failed. URL: "{fields["url"]}" Message: "{error}"') from error
    elif "file" in fields:
        return fields
    else:
        content = b""
    if not content:
        raise Refused(400, "Empty files are not allowed.")
    kept = {key: value for key, value in fields.items() if key not in ("fileData", "url")}
    return kept | {"file": await _look(here, name, content)}


async def _look(here: World, name: str, content: bytes) -> dict[str, Any]:
    sha256 = here.store.save_file(content)
    for look in (media.picture, media.film):
        try:
            return media.entry(await asyncio.to_thread(look, content), sha256, len(content))
        except media.Unreadable:
            continue
    mime = "application/pdf" if content[:5] == b"%PDF-" else "application/octet-stream"
    entry = {"kind": "pdf" if mime.endswith("pdf") else "file", "mime": mime, "width": 0}
    return entry | {"height": 0, "bytes": len(content), "sha256": sha256, "alt": "", "name": name}


def misbehave(kind: str, params: dict[str, Any], platform: str) -> Response:
    """The platform's own words for a fault."""
    if kind == "rate_limit":
        reply = Response("Too Many Requests", 429, media_type="text/plain")
        if params.get("reset", 60) is not None:
            reply.headers["Retry-After"] = str(int(params.get("reset", 60)))
        return reply
    if kind == "server_error":
        return Refused(
            int(params.get("status", 500)), "An exception occurred while the reaction was executed"
        ).response()
    if kind == "expired_token":
        return Refused(401, "Invalid secret given").response()
    return Refused(409, "The remote ID already exists.").response()


ROUTES = [Route("/typo3site/typo3/reaction/{uuid}", react, methods=["POST"])]
