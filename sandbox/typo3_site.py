"""The public side of the stand-in TYPO3: which articles there are, made from the records."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import nh3

from sandbox import accounts
from sandbox.store import Doc, Store

NEWS = "tx_news_domain_model_news"


def hangs_on(table: str, fields: dict[str, Any]) -> str:
    """The record a reference or a file's metadata belongs to; empty for other tables."""
    key = {"sys_file_reference": "uid_foreign", "sys_file_metadata": "file"}.get(table)
    return next(iter(_ids(fields.get(key))), "") if key else ""


def withdraw(store: Store, remote: str) -> None:
    """Take an article off the site."""
    doc = store.get("website", "post", remote)
    if doc:
        store.put("website", "post", doc | {"deleted": True})


def publish(store: Store, record: Doc) -> None:
    """Put a record on the site, or its new text in place of the old."""
    fields, known = record["fields"], store.get("website", "post", record["id"])
    body = str(fields.get("bodytext", ""))
    active = "<script" in body.lower() or "onerror" in body.lower()
    post = {
        "id": record["id"],
        "path": f"/typo3site/{_section(record['owner'])}/{fields['path_segment']}",
        "title": fields["title"],
        "text": nh3.clean(str(fields.get("teaser", "")), tags=set()),
        "html": nh3.clean(body),
        "media": [],
        "warnings": ["TYPO3 hat aktives HTML aus dem Text entfernt."] if active else [],
        "raw": {"table": NEWS, "remoteId": record["id"], "data": fields},
    }
    if known and not known.get("deleted"):
        post |= {"created": known["created"], "edited": time.time()}
    store.put("website", "post", post, account=record["owner"])


def _section(owner: str) -> str:
    """The part of the site a reaction fills: each has its own, so equal slugs do not collide."""
    account = accounts.by_id("website", owner)
    return account.handle if account else "aktuelles"


def complete(store: Store, post: Doc) -> Doc:
    """The article as a reader sees it now: pictures resolved, hidden or not."""
    fields = post["raw"]["data"]
    images, pending = _images(store, post["id"], fields)
    hidden = _hidden(fields)
    note = ["Der Artikel ist noch nicht öffentlich (hidden oder starttime)."] if hidden else []
    return post | {
        "media": images,
        "hidden": hidden,
        "warnings": post["warnings"] + pending + note,
    }


def _hidden(fields: dict[str, Any]) -> bool:
    """Whether the frontend leaves the article out: switched off, or its time not yet come."""
    if fields.get("hidden") in (1, True, "1"):
        return True
    start = fields.get("starttime") or 0
    try:
        begins = float(start) if str(start).isdigit() else datetime.fromisoformat(str(start)).timestamp()
    except (TypeError, ValueError):
        return False
    return begins > time.time()


def _ids(value: Any) -> list[str]:
    """A relation: one remote id, a comma list or a list."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [str(part) for part in value] if isinstance(value, list) else []


def _images(store: Store, remote: str, fields: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """The article's pictures by reference, in order; a missing target stays pending."""
    wanted = _ids(fields.get("fal_media"))
    backwards = store.find("website", "sys_file_reference", account=remote)
    wanted += [doc["id"] for doc in reversed(backwards) if doc["id"] not in wanted]
    images, warnings = [], []
    for id_ in wanted:
        reference = store.get("website", "sys_file_reference", id_)
        target = _ids(reference["fields"].get("uid_local")) if reference else [id_]
        file = store.get("website", "sys_file", target[0]) if target else None
        if file is None:
            warnings.append(f"Der Verweis auf „{id_}“ wartet noch auf seinen Datensatz.")
            continue
        own = reference["fields"] if reference else {}
        alt = str(own.get("alternative") or _metadata_alt(store, file["id"]))
        caption = str(own.get("description") or "")
        images.append(file["fields"]["file"] | {"alt": alt, "caption": caption})
    return images, warnings


def _metadata_alt(store: Store, file: str) -> str:
    """The alternative text kept with the file itself."""
    for doc in store.find("website", "sys_file_metadata", account=file):
        return str(doc["fields"].get("alternative", ""))
    return ""
