"""Reading our own posts back, to learn whether a lost reply had done its work."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import xdk

from channels_publish.adapters.base import MOST_SHOWN, Refused, Unknown
from channels_publish.adapters.http import json_object
from channels_publish.adapters.x.errors import answers_explained
from channels_publish.adapters.x.links import links

# Our clock and X's may differ; looking back too far is harmless, X refuses equal posts anyway.
CLOCK_MARGIN = timedelta(minutes=2)
MAX_PAGES = 10
PER_PAGE = 100
FIELDS = "created_at,entities,edit_history_tweet_ids"
# OpenAPI 2.167 and xdk 0.10.6 name the list post.fields, X's prose documentation tweet.fields.
FIELD_PARAMETERS = ("post.fields", "tweet.fields")
MEDIA_PAGE = re.compile(r"/(photo|video)/\d+$")


def posts_since(client: xdk.Client, user_id: str, since: datetime, *, token: str) -> list[dict[str, Any]]:
    """Our posts since then with their entities, newest first.

    Raises :class:`Unknown` where X returns more than can be read or no usable list.
    """
    current, older = (partial(_pages, client, user_id, _query(since, name), token) for name in FIELD_PARAMETERS)
    try:
        posts = current()
    except Refused:
        return older()
    return posts if all("created_at" in post for post in posts) else older()


def newest_since(client: xdk.Client, user_id: str, since: datetime, *, token: str) -> list[dict[str, Any]]:
    """One page of our posts since then, for a person to look at."""
    try:
        return _posts(client, user_id, _query(since, FIELD_PARAMETERS[0], MOST_SHOWN), token)
    except Refused:
        return _posts(client, user_id, _query(since, FIELD_PARAMETERS[1], MOST_SHOWN), token)


def earlier_versions(client: xdk.Client, post: Mapping[str, Any], *, token: str) -> list[dict[str, Any]]:
    """What an edited post said before: an edit gives it a new id, and the timeline shows the last one only.

    ``edit_history_tweet_ids`` names all versions, at most six (X, "Edit Posts", read 2026-11-25).
    """
    ids = [str(each) for each in post.get("edit_history_tweet_ids") or [] if str(each) != str(post.get("id"))]
    if not ids:
        return []
    for name in FIELD_PARAMETERS:
        query = {"ids": ",".join(ids), name: FIELDS}
        try:
            body = _read(client, f"{client.base_url}/2/tweets", query, token)
        except Refused:
            continue
        return [each for each in body.get("data") or [] if isinstance(each, dict)]
    raise Unknown("cannot_tell", "an edited post could not be read")


def same_text(post: Mapping[str, Any], text: str) -> bool | None:
    """Whether X's post says the same; None where only its addresses differ, which X may have changed."""
    theirs = expanded(post)
    if canonical(theirs) == canonical(text):
        return True
    return None if links(theirs) and _without_links(theirs) == _without_links(text) else False


def expanded(post: Mapping[str, Any]) -> str:
    """X's text as it was written: t.co addresses replaced, those of attached media taken out."""
    text = html.unescape(str(post.get("text", "")))
    for url in (post.get("entities") or {}).get("urls") or []:
        short, target = url.get("url"), url.get("expanded_url") or ""
        if not short:
            continue
        is_media = bool(url.get("media_key")) or bool(MEDIA_PAGE.search(target))
        text = text.replace(short, "" if is_media else target or short)
    return text


def canonical(text: str) -> str:
    """The text without what X changes: spacing, letter form and case, scheme and closing slash."""
    text = unicodedata.normalize("NFC", text).casefold()
    text = re.sub(r"https?://(www\.)?", "", text)
    return " ".join(re.sub(r"/(?=\W|$)", "", text).split())


def _without_links(text: str) -> str:
    for link in sorted(links(text), key=len, reverse=True):
        text = text.replace(link, "")
    return canonical(text)


def _pages(client: xdk.Client, user_id: str, query: dict[str, str], token: str) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = []
    for _ in range(MAX_PAGES):
        body = _timeline(client, user_id, query, token)
        posts += _list(body)
        following = (body.get("meta") or {}).get("next_token")
        if not following:
            return posts
        query["pagination_token"] = following
    raise Unknown("cannot_tell", f"more than {len(posts)} posts")


def _posts(client: xdk.Client, user_id: str, query: dict[str, str], token: str) -> list[dict[str, Any]]:
    return _list(_timeline(client, user_id, query, token))


def _timeline(client: xdk.Client, user_id: str, query: dict[str, str], token: str) -> dict[str, Any]:
    body = _read(client, f"{client.base_url}/2/users/{user_id}/tweets", query, token)
    if "data" not in body and "meta" not in body:
        raise Unknown("cannot_tell")
    return body


def _list(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [post for post in body.get("data") or [] if isinstance(post, dict)]


def _read(client: xdk.Client, url: str, query: dict[str, str], token: str) -> dict[str, Any]:
    with answers_explained(token, repeatable=True):
        response = client.session.get(url, params=query)
        response.raise_for_status()
    return json_object(response, repeatable=True)


def _query(since: datetime, parameter: str, rows: int = PER_PAGE) -> dict[str, str]:
    start = (since - CLOCK_MARGIN).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"start_time": start, "max_results": str(rows), parameter: FIELDS}
