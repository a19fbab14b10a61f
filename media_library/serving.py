"""Handing out a stored file: whole or the range a video player asks for."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, TypeVar

from django.core.exceptions import SuspiciousFileOperation
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)

from media_library.files import CHUNK, path_of

# By the extension we gave ourselves when the content was checked; the rest is never shown inline.
TYPES: Final = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".tif": "image/tiff",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".pdf": "application/pdf",
    ".vtt": "text/vtt",
}
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


def serve(request: HttpRequest, name: str, *, cache: str = "private, max-age=3600") -> HttpResponseBase:
    """A response with the file stored under ``name``: 200, 206, 304 or 416. Raises Http404."""
    try:
        path = path_of(name)
        facts = path.stat()
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise Http404("Diese Datei gibt es nicht mehr.") from error
    # Files are never changed, so name and time identify the content.
    etag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    if etag in request.headers.get("If-None-Match", ""):
        return _dressed(HttpResponseNotModified(), name, etag, cache)
    part = _range(request, facts.st_size, etag)
    if part is None:
        refusal = HttpResponse(status=416, content_type="text/plain")
        refusal["Content-Range"] = f"bytes */{facts.st_size}"
        return _dressed(refusal, name, etag, cache)
    start, stop, partial = part
    body = _bytes(path, start, stop) if request.method == "GET" else iter(())
    kind = TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
    response = StreamingHttpResponse(body, content_type=kind, status=206 if partial else 200)
    response["Content-Length"] = str(stop - start)
    if partial:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{facts.st_size}"
    return _dressed(response, name, etag, cache)


def _range(request: HttpRequest, size: int, etag: str) -> tuple[int, int, bool] | None:
    """First byte, one past the last, and whether a part was asked for; None where it cannot be had.

    Several ranges at once, or a range of another version, are answered with the whole file, as
    RFC 9110 section 14.2 allows.
    """
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not match or match.group() == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return 0, size, False
    first, last = match.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
    return (start, stop, True) if start < stop else None


def _bytes(path: Path, start: int, stop: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(start)
        while start < stop and (chunk := stream.read(min(CHUNK, stop - start))):
            start += len(chunk)
            yield chunk


Answer = TypeVar("Answer", bound=HttpResponseBase)


def _dressed(response: Answer, name: str, etag: str, cache: str) -> Answer:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    if PurePosixPath(name).suffix not in TYPES:
        response["Content-Disposition"] = "attachment"
    return response
