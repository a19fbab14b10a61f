"""A server of feeds on loopback that remembers what it was asked and answers what it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class FeedServer:
    """``answers`` holds status, headers and body for each path; ``asked`` path and headers of each visit."""

    url: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, body: bytes | str = b"", status: int = 200, path: str = "/feed", **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"Content-Type": "application/rss+xml"} | given, data)


@contextmanager
def serving() -> Iterator[FeedServer]:
    server = FeedServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, dict(self.headers)))
            status, headers, body = server.answers.get(self.path, (404, {}, b""))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def rss(*items: str, title: str = "Polizei Düsseldorf") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def item(number: int, day: int | None = None, more: str = "") -> str:
    date = f"<pubDate>{day:02} Nov 2026 08:00:00 +0100</pubDate>" if day else ""
    return (
        f"<item><title>Meldung {number}</title><guid>g{number}</guid><link>https://polizei.example/{number}</link>"
        f"<description>&lt;p&gt;Text {number}&lt;/p&gt;</description>{date}{more}</item>"
    )
