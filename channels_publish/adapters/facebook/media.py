"""Photos and videos on their way to a Page: uploaded unseen, their ids kept before they are used."""

from __future__ import annotations

import json

from channels_publish.adapters.base import Image, Resume, TryLater, Video
from channels_publish.adapters.facebook.errors import UPLOAD_RESTARTS
from channels_publish.adapters.files import local_file
from channels_publish.adapters.meta import Graph


def attach_photos(graph: Graph, page: str, images: tuple[Image, ...], resume: Resume) -> dict[str, str]:
    """Upload each image unpublished, once, and give the fields that attach them to a post."""
    fields = {}
    for number, image in enumerate(images):
        handle = f"photo_{number + 1}"
        photo = resume.get(handle)
        if not photo:
            photo = _upload_photo(graph, page, image)
            resume.save(**{handle: photo})
        fields[f"attached_media[{number}]"] = json.dumps({"media_fbid": photo})
    return fields


def _upload_photo(graph: Graph, page: str, image: Image) -> str:
    reply = graph.upload(
        f"{page}/photos",
        {"published": "false", "alt_text_custom": image.alt},
        files={"source": (image.name, local_file(image).read_bytes(), image.mime)},
    )
    return str(reply["id"])


def upload_video(graph: Graph, page: str, video: Video, resume: Resume) -> tuple[str, str]:
    """Send the whole file and give (video id, upload session id), ready to be finished.

    Meta chooses the pieces: each answer names the next range, an empty one is the end
    (Video API guide, chunked upload: start, transfer, finish; read 2026-11-23).
    """
    if not resume.get("video_session"):
        _start(graph, page, video, resume)
    try:
        _transfer(graph, page, video, resume)
    except TryLater as error:
        if error.code == UPLOAD_RESTARTS:
            resume.save(video_session="")
        raise
    return resume.get("video_id") or "", resume.get("video_session") or ""


def _start(graph: Graph, page: str, video: Video, resume: Resume) -> None:
    reply = graph.upload(
        f"{page}/videos",
        {"upload_phase": "start", "file_size": str(video.size)},
        proof="upload_session_id",
    )
    resume.save(
        video_id=str(reply.get("video_id", "")),
        video_session=str(reply["upload_session_id"]),
        video_start=str(reply.get("start_offset", "0")),
        video_end=str(reply.get("end_offset", video.size)),
    )


def _transfer(graph: Graph, page: str, video: Video, resume: Resume) -> None:
    start, end = int(resume.get("video_start") or 0), int(resume.get("video_end") or 0)
    with local_file(video).open("rb") as source:
        while start < end:
            source.seek(start)
            reply = graph.upload(
                f"{page}/videos",
                {
                    "upload_phase": "transfer",
                    "upload_session_id": resume.get("video_session") or "",
                    "start_offset": str(start),
                },
                files={"video_file_chunk": (video.name, source.read(end - start), video.mime)},
                proof="end_offset",
            )
            after = int(reply.get("start_offset", end))
            if after <= start:
                raise TryLater("upload_stuck", f"Meta asked again for byte {after}")
            start, end = after, int(reply["end_offset"])
            resume.save(video_start=str(start), video_end=str(end))
