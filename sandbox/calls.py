"""Reads a request line and says which platform it speaks to and what it is about to do."""

from __future__ import annotations

import re

from sandbox.faults import Call

GRAPH_NODE = re.compile(r"^/graph/(?:v\d+\.\d+/)?(?P<id>[^/]+)(?:/(?P<edge>[^/]+))?")
INSTAGRAM_IDS = ("1784", "1788", "1800")
"""How ids of Instagram accounts, containers and media begin on this sandbox."""

PREFIXES = {
    "/rupload/": "instagram",
    "/x/2/": "x",
    "/youtube/": "youtube",
    "/typo3site/typo3/": "website",
    "/graph/": "facebook",
}
YOUTUBE_API = re.compile(r"^/youtube/(?:(?:resumable/)?upload/)?(?:youtube/v3/|token$|oauth2)")
LAST_CHUNK = re.compile(r"bytes \d+-(\d+)/(\d+)$")
FALSE = re.compile(rb"published(?:=|\"[^\n]*\r\n\r\n)(?:false|0)", re.IGNORECASE)


def read(method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Call | None:
    """The call as a fault sees it, or None when the path is no platform's API."""
    platform = next((name for start, name in PREFIXES.items() if path.startswith(start)), None)
    if platform is None or (platform == "youtube" and not YOUTUBE_API.match(path)):
        return None
    node = GRAPH_NODE.match(path)
    if node and node["id"].startswith(INSTAGRAM_IDS):
        platform = "instagram"
    line = f"{method} {path}" + (f"?{query}" if query else "")
    short = f"{method} {_short(path, platform)}" + (f"?{query}" if query else "")
    edge = (node["edge"] or "") if node else ""
    tags = TAGS[platform](method, path, edge, headers, body)
    return Call(platform, line, short, frozenset(tags))


def _short(path: str, platform: str) -> str:
    """The path as the platform itself would see it, without this sandbox's first folder."""
    first = {"x": "/x", "youtube": "/youtube", "website": "/typo3site"}.get(platform, "/graph")
    return path.removeprefix(first)


def _facebook(method: str, path: str, edge: str, headers: dict[str, str], body: bytes) -> set[str]:
    if method != "POST":
        return set()
    if not edge and b"message" in body:
        return {"@edit"}
    if edge == "feed" or (edge == "photos" and not FALSE.search(body)):
        return {"@publish"}
    if edge == "videos":
        if b"transfer" in body[:4096]:
            return {"@chunk"}
        if b"finish" in body:
            return {"@publish", "@process"}
    return set()


def _instagram(method: str, path: str, edge: str, headers: dict[str, str], body: bytes) -> set[str]:
    if method != "POST":
        return set()
    if path.startswith("/rupload/"):
        return {"@chunk", "@process"}
    return {"media_publish": {"@publish"}, "media": {"@process"}}.get(edge, set())


def _x(method: str, path: str, edge: str, headers: dict[str, str], body: bytes) -> set[str]:
    if method != "POST":
        return set()
    if path == "/x/2/tweets":
        return {"@publish"}
    if path.endswith("/append"):
        return {"@chunk"}
    return {"@process"} if path.endswith(("/finalize", "/2/media/upload")) else set()


def _youtube(method: str, path: str, edge: str, headers: dict[str, str], body: bytes) -> set[str]:
    if "upload/youtube/v3/videos" not in path:
        return {"@edit"} if method == "PUT" and path.endswith("/youtube/v3/videos") else set()
    if method == "PUT":
        last = LAST_CHUNK.match(headers.get("content-range", ""))
        ends = bool(body) and (last is None or int(last[1]) + 1 == int(last[2]))
        tags = {"@chunk"} if body else set()
        return tags | ({"@publish", "@process"} if ends else set())
    single = method == "POST" and "multipart/related" in headers.get("content-type", "")
    return {"@publish", "@process"} if single else set()


def _website(method: str, path: str, edge: str, headers: dict[str, str], body: bytes) -> set[str]:
    news = method == "POST" and b"tx_news_domain_model_news" in body
    return {"@publish"} if news and b'"DELETE"' not in body else set()


TAGS = {
    "facebook": _facebook,
    "instagram": _instagram,
    "x": _x,
    "youtube": _youtube,
    "website": _website,
}
