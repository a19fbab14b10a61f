"""The Graph API for a user token: the person who consented, and the Pages chosen then."""

from __future__ import annotations

import time
from typing import Any

from sandbox import accounts, tokens
from sandbox import graph_errors as errors
from sandbox.graph_call import GraphCall
from sandbox.store import Doc

PAGE_FIELDS = frozenset("id name username category access_token tasks instagram_business_account".split())
DEFAULT = ("access_token", "category", "name", "id", "tasks")
TASKS = ["ANALYZE", "ADVERTISE", "MODERATE", "CREATE_CONTENT", "MANAGE"]
PERSON = {"id": "10160000000000001", "name": "Redaktion Düsseldorf"}


def holds(call: GraphCall) -> bool:
    """Whether the call shows a user token; an expired one is told so."""
    try:
        doc = tokens.living(call.world, "facebook", call.token)
    except tokens.ExpiredError:
        raise errors.expired() from None
    return doc is not None and doc["account"] == tokens.USER


def answer(call: GraphCall) -> dict[str, Any]:
    """``/me`` and ``/me/accounts``; publishing takes a Page token."""
    if call.world.store.get("facebook", "dead", call.token):
        raise errors.expired()
    doc = call.world.store.get("facebook", "token", call.token)
    assert doc is not None
    if call.method == "GET" and call.node in {"me", PERSON["id"]} and not call.edge:
        return dict(PERSON)
    if call.method == "GET" and call.node in {"me", PERSON["id"]} and call.edge == "accounts":
        return _pages(call, doc)
    raise errors.foreign_page()


def _pages(call: GraphCall, doc: Doc) -> dict[str, Any]:
    names = call.fields(PAGE_FIELDS, DEFAULT, "Page")
    pages = [page for page in accounts.ACCOUNTS if page.platform == "facebook" and page.id in doc["pages"]]
    rows = [_page(call, doc, page, names) for page in pages]
    return {"data": rows, **call.paging(rows)}


def _page(call: GraphCall, doc: Doc, page: accounts.Account, names: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": page.id,
        "name": page.name,
        "username": page.handle,
        "category": "Government organization",
        "tasks": TASKS,
    }
    if "access_token" in names:
        # A Page token ends with the user token it was read with, unless that is a long-lived one.
        seconds = None if doc["long"] else doc["expires"] - time.time()
        values["access_token"] = tokens.issue(call.world, "facebook", page.id, seconds=seconds, prefix="EAA")
    gram = accounts.by_token("instagram", page.token)
    if gram:
        values["instagram_business_account"] = {"id": gram.id, "username": gram.handle, "name": gram.name}
    return {name: values[name] for name in names if name in values}
