"""What the tests of the Meta and website adapters share: handles, pictures, a clip, raw servers."""

from __future__ import annotations

import functools
import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
from PIL import Image as Picture

from channels_publish.adapters.base import Image, Video

PAGE = "100064000000001"
INSTAGRAM = "17841400000000001"
META_TOKEN = "EAA-demo-lhd"
KEY = "0b8f9a52-6d5e-4f0e-9c39-5f2f7a0d1c11"


class Handles(dict[str, str]):
    """The handles of one delivery, as the engine keeps them."""

    def save(self, **handles: str) -> None:
        """Keep them."""
        self.update(handles)

    def confirm(self) -> None:
        """Nobody holds it back."""


def just_now() -> datetime:
    """When the attempt began."""
    return datetime.now(UTC) - timedelta(seconds=1)


def picture(
    folder: Path,
    name: str = "rathaus.jpg",
    *,
    size: tuple[int, int] = (1080, 1080),
    url: str = "",
    alt: str = "Das Rathaus",
) -> Image:
    """A real JPEG in ``folder``; ``url`` is the address of that folder on the web."""
    path = folder / name
    Picture.new("RGB", size, (200, 16, 46)).save(path, "JPEG", quality=60)
    content = path.read_bytes()
    return Image(
        name=name,
        path=str(path),
        url=f"{url}/{name}" if url else "",
        mime="image/jpeg",
        width=size[0],
        height=size[1],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        alt=alt,
        credit="Amt für Kommunikation",
        caption="Blick auf das Rathaus",
    )


def clip(folder: Path, *, seconds: float = 3.5, size: tuple[int, int] = (360, 640)) -> Video:
    """A real upright MP4 (H.264 and AAC) in ``folder``."""
    path = folder / "clip.mp4"
    rate = 24
    with av.open(str(path), "w") as container:
        film = container.add_stream("libx264", rate=rate)
        film.width, film.height = size
        film.pix_fmt = "yuv420p"
        sound = container.add_stream("aac", rate=48_000, layout="mono")
        for number in range(int(seconds * rate)):
            shade = Picture.new("RGB", size, (number % 255, 30, 60))
            container.mux(film.encode(av.VideoFrame.from_image(shade)))
        container.mux(film.encode(None))
        for number in range(int(seconds * 48_000 / 1024)):
            quiet = av.AudioFrame("fltp", "mono", 1024)
            quiet.planes[0].update(bytes(4 * 1024))
            quiet.sample_rate, quiet.pts, quiet.time_base = 48_000, number * 1024, Fraction(1, 48_000)
            container.mux(sound.encode(quiet))
        container.mux(sound.encode(None))
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return Video("clip.mp4", str(path), "", "video/mp4", *size, seconds, len(content), digest)


@contextmanager
def web_folder(folder: Path) -> Iterator[str]:
    """Serve a folder over HTTP, as our public media addresses do; gives its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with _running(functools.partial(Quiet, directory=str(folder))) as address:
        yield address


@dataclass
class RawPlatform:
    """A server that answers what it was told, in order; a reply of None closes the line."""

    address: str = ""
    replies: list[tuple[int, dict[str, str], bytes] | None] = field(default_factory=list)
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def reply(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Queue one answer; header names use ``_`` for ``-``."""
        self.replies.append((status, {n.replace("_", "-"): v for n, v in headers.items()}, body))

    def hang_up(self) -> None:
        """Queue a lost reply: the request is read, nothing is answered."""
        self.replies.append(None)


@contextmanager
def raw_platform() -> Iterator[RawPlatform]:
    """A :class:`RawPlatform` on a free port."""
    raw = RawPlatform()

    class Told(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            raw.seen.append((self.command, self.path, dict(self.headers)))
            told = raw.replies.pop(0)
            if told is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            status, headers, body = told
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_DELETE = do_GET  # noqa: N815 - http.server names them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with _running(Told) as address:
        raw.address = address
        yield raw


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@contextmanager
def _running(handler: object) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
