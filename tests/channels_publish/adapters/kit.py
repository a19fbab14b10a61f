"""What adapter tests share: handles in memory, real small files, and a server that can misbehave."""

from __future__ import annotations

import hashlib
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
from PIL import Image as Picture

from channels_publish.adapters.base import Image, Video


class MemoryResume:
    """The handles of one delivery."""

    def __init__(self, **handles: str) -> None:
        self.handles = dict(handles)

    def get(self, name: str) -> str | None:
        return self.handles.get(name)

    def save(self, **handles: str) -> None:
        self.handles.update(handles)

    def confirm(self) -> None:
        """Nobody holds it back."""


def a_picture(
    folder: Path, name: str = "rathaus.png", *, alt: str = "Das Rathaus am Marktplatz", hue: int = 40
) -> Image:
    """A small PNG; a different ``hue`` is a different file."""
    path = folder / name
    Picture.new("RGB", (320, 200), (hue, 80, 120)).save(path)
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Image(name, str(path), "", "image/png", 320, 200, len(data), digest, alt)


def a_video(folder: Path, *, megabytes: float = 3.0, name: str = "wochenrueckblick.mp4") -> Video:
    """An MP4 of noise, at least so many megabytes: noise does not compress."""
    path = folder / name
    noise = random.Random(7)
    frames = 0
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        stream.bit_rate = 200_000_000
        written = 0
        while written < megabytes * 1_048_576 or frames < 25:
            picture = Picture.frombytes("RGB", (640, 360), noise.randbytes(640 * 360 * 3))
            for packet in stream.encode(av.VideoFrame.from_image(picture)):
                written += packet.size
                container.mux(packet)
            frames += 1
        container.mux(stream.encode(None))
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Video(name, str(path), "", "video/mp4", 640, 360, frames / 25, len(data), digest)


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    """What to reply. ``drop`` closes without a byte; ``hold`` waits for this event first."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    hold: threading.Event | None = None
    drip: float = 0.0


class Wire:
    """A server on a free port that answers each request with what ``script`` says."""

    def __init__(self, script: Callable[[Seen], Answer]) -> None:
        self.script = script
        self.seen: list[Seen] = []
        wire = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one write a reply, or every exchange waits for a delayed acknowledgement

            def answer(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                seen = Seen(self.command, self.path, dict(self.headers), self.rfile.read(size))
                wire.seen.append(seen)
                answer = wire.script(seen)
                if answer.hold is not None:
                    answer.hold.wait(10)
                if answer.drop or answer.hold is not None:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.drip(answer.body, answer.drip) if answer.drip else self.wfile.write(answer.body)

            def drip(self, body: bytes, pause: float) -> None:
                """Byte by byte, until nobody listens any more."""
                with suppress(OSError):
                    for byte in body:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        time.sleep(pause)
                self.close_connection = True

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def lines(self) -> list[str]:
        """Method and path of every request, without queries."""
        return [f"{seen.method} {seen.path.partition('?')[0]}" for seen in self.seen]


@contextmanager
def wire(script: Callable[[Seen], Answer]) -> Iterator[Wire]:
    """A running :class:`Wire`."""
    server = Wire(script)
    thread = threading.Thread(target=server.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.server.shutdown()
        server.server.server_close()
        thread.join(5)


def a_closed_port() -> str:
    """An address on this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
