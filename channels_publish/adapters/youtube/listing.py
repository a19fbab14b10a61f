"""Reading the channel's uploads back, where no upload session tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from channels_publish.adapters.base import MOST_SHOWN, AccountProblem, Post, Refused, TryLater, Unknown
from channels_publish.adapters.readback import moment, same_text
from channels_publish.adapters.youtube.service import read

CLOCK_MARGIN = timedelta(minutes=2)
MAX_PAGES = 10
# videos.list, status.uploadStatus (Data API v3, read 2026-11-25): neither of these is ever shown to the public.
NEVER_SHOWN = frozenset({"failed", "rejected", "deleted"})


def uploads_since(service: Any, channel: str, since: datetime, *, token: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Id and snippet of the uploads since then, newest first; 1 quota unit a page of 50."""
    playlist = _uploads_playlist(service, channel, token)
    page = ""
    for _ in range(MAX_PAGES):
        query = {"playlistId": playlist, "part": "snippet", "maxResults": 50}
        answer = read(service.playlistItems().list(**query, **({"pageToken": page} if page else {})), token=token)
        for item in answer.get("items", []):
            snippet = item.get("snippet") or {}
            published = moment(snippet.get("publishedAt"))
            if published is not None and published < since - CLOCK_MARGIN:
                return
            if video_id := (snippet.get("resourceId") or {}).get("videoId"):
                yield str(video_id), snippet
        page = answer.get("nextPageToken") or ""
        if not page:
            return
    raise Unknown("cannot_tell")


# Filled in by YouTube; an update that sends them back may be refused.
READ_ONLY = frozenset({"publishedAt", "channelId", "channelTitle", "thumbnails", "liveBroadcastContent", "localized"})


def current_snippet(service: Any, video: str, *, token: str) -> dict[str, Any]:
    """All of a video's snippet that can be written. Raises :class:`Refused` where the video is gone."""
    items = read(service.videos().list(part="snippet", id=video), token=token).get("items")
    if not items:
        raise Refused("post_gone", video)
    snippet: dict[str, Any] = items[0].get("snippet") or {}
    if not snippet.get("categoryId"):
        raise TryLater("unreadable_reply")
    return {name: value for name, value in snippet.items() if name not in READ_ONLY}


def newest_uploads(service: Any, channel: str, since: datetime, *, token: str) -> list[tuple[str, dict[str, Any]]]:
    """The newest of them, for a person to look at."""
    return list(islice(uploads_since(service, channel, since, token=token), MOST_SHOWN))


def states_of(service: Any, videos: Iterable[str], *, token: str) -> dict[str, dict[str, Any]]:
    """``status`` of each video YouTube knows; 1 quota unit, at most fifty videos."""
    ids = ",".join(videos)
    if not ids:
        return {}
    items = read(service.videos().list(part="status", id=ids), token=token).get("items") or []
    return {str(item.get("id")): item.get("status") or {} for item in items}


def note_on(status: Mapping[str, Any]) -> str:
    """What the public sees of a video: a code of :class:`~channels_publish.adapters.base.Shown`."""
    if status.get("uploadStatus") in NEVER_SHOWN:
        return "rejected"
    return "processing" if status.get("uploadStatus") == "uploaded" else ""


def why_not_shown(status: Mapping[str, Any]) -> str:
    """YouTube's own words for a video it will not show."""
    reason = status.get("rejectionReason") or status.get("failureReason") or ""
    return f"{status.get('uploadStatus', '')} {reason}".strip()


def same_video(snippet: Mapping[str, Any], post: Post) -> bool:
    """Whether title and description are ours."""
    pairs = ((snippet.get("title"), post.title), (snippet.get("description"), post.text))
    return all(same_text(ours, str(theirs or "")) for theirs, ours in pairs)


def _uploads_playlist(service: Any, channel: str, token: str) -> str:
    items = read(service.channels().list(part="contentDetails", id=channel), token=token).get("items")
    if not items:
        raise AccountProblem("not_found", channel)
    try:
        return str(items[0]["contentDetails"]["relatedPlaylists"]["uploads"])
    except (KeyError, TypeError):
        raise TryLater("unreadable_reply") from None
