"""Facebook Pages: video upload in three phases (Graph API v26.0, Page videos edge)."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from sandbox import facebook, media
from sandbox import graph_errors as errors
from sandbox.graph_call import GraphCall
from sandbox.graph_errors import GraphError
from sandbox.store import Doc
from sandbox.world import fault

CHUNK = 1024 * 1024
MAX_VIDEO = 10 * 1024**3
MAX_TITLE = 255


async def upload(call: GraphCall) -> dict[str, Any]:
    """``POST /{page}/videos`` in whichever phase it says."""
    owner = facebook.page(call, write=True)
    phase = call.params.get("upload_phase")
    if phase == "start":
        return _start(call, owner.id)
    if phase in ("transfer", "finish"):
        session = call.world.store.get("facebook", "upload", call.params.get("upload_session_id", ""))
        if session is None or session["account"] != owner.id:
            raise GraphError(6001, "(#6001) There was a problem uploading your video file", subcode=1363041)
        async with call.world.lock(f"facebook {session['id']}"):
            return await (_transfer if phase == "transfer" else _finish)(call, session)
    if phase is None and ("source" in call.files or "file_url" in call.params):
        raise errors.bad_param("(#100) This sandbox takes videos in phases only")
    raise errors.missing_param("upload_phase")


def _start(call: GraphCall, owner: str) -> dict[str, Any]:
    size = call.params.get("file_size", "")
    if not size.isdigit() or not 0 < int(size) <= MAX_VIDEO:
        raise errors.bad_param("(#100) file_size must be a number of bytes", subcode=1363019)
    session = {
        "id": call.world.store.new_id("2"),
        "video_id": call.world.store.new_id("9"),
        "size": int(size),
        "offset": 0,
    }
    call.world.store.put("facebook", "upload", session, account=owner)
    return {
        "video_id": session["video_id"],
        "start_offset": "0",
        "end_offset": str(min(CHUNK, int(size))),
        "upload_session_id": session["id"],
    }


async def _transfer(call: GraphCall, session: Doc) -> dict[str, Any]:
    if "video_file_chunk" not in call.files:
        raise errors.missing_param("video_file_chunk")
    chunk = await call.files["video_file_chunk"].read()
    offset = session["offset"]
    if call.params.get("start_offset") != str(offset):
        end = min(offset + CHUNK, session["size"])
        error = GraphError(6001, "(#6001) There was a problem uploading your video file", subcode=1363037)
        error.error["error_data"] = {"start_offset": str(offset), "end_offset": str(end)}
        raise error
    if not chunk or offset + len(chunk) > session["size"]:
        raise errors.bad_param("(#100) video_file_chunk does not fit file_size", subcode=1363031)
    path = call.world.store.files / f"fb-{session['id']}.part"
    with path.open("ab") as part:
        part.truncate(offset)
        part.write(chunk)
    session["offset"] = offset + len(chunk)
    call.world.store.put("facebook", "upload", session)
    return {
        "start_offset": str(session["offset"]),
        "end_offset": str(min(session["offset"] + CHUNK, session["size"])),
    }


async def _kept_film(call: GraphCall, session: Doc) -> dict[str, Any]:
    """The received pieces as one stored film."""
    path = call.world.store.files / f"fb-{session['id']}.part"
    content = path.read_bytes()
    try:
        seen = await asyncio.to_thread(media.film, content)
    except media.Unreadable as error:
        raise GraphError(
            352,
            "(#352) The video file you selected is in a format that we don't support.",
            subcode=1363024,
        ) from error
    path.unlink()
    return media.entry(seen, call.world.store.save_file(content), len(content))


async def _finish(call: GraphCall, session: Doc) -> dict[str, Any]:
    owner = facebook.page(call, write=True)
    if session["offset"] < session["size"]:
        raise GraphError(6000, "(#6000) There was a problem uploading your video file", subcode=1363033)
    if call.world.store.get("facebook", "video", session["video_id"]):
        return {"success": True}
    title = call.params.get("title", "")
    if len(title) > MAX_TITLE:
        raise errors.bad_param(f"(#100) Param title must be at most {MAX_TITLE} characters")
    text = call.params.get("description", "").strip()
    file = await _kept_film(call, session) | {"node": session["video_id"]}
    post = facebook.publish(call, owner, text, title=title, files=[file], warnings=[], number=session["video_id"])
    pending = fault(call.request)
    wait = call.world.processing
    if pending is not None and pending.kind == "slow_processing":
        wait = float(pending.params.get("seconds", 5))
    video = {
        "id": session["video_id"],
        "post_id": post["id"],
        "title": title,
        "description": text,
        "path": post["path"],
        "ready_at": time.time() + wait,
    }
    call.world.store.put("facebook", "video", video, account=owner.id)
    return {"success": True}
