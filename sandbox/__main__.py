"""Starts the sandbox: ``python -m sandbox --http-port 8100 --smtp-port 8125 --data DIR``."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import warnings
from pathlib import Path

import uvicorn

# twitter-text-parser imports pkg_resources, which announces its own end at each start.
warnings.filterwarnings("ignore", message="pkg_resources is deprecated")

from sandbox import mail  # noqa: E402
from sandbox.app import build  # noqa: E402
from sandbox.door import Line  # noqa: E402
from sandbox.store import Store  # noqa: E402
from sandbox.world import World  # noqa: E402


def arguments() -> argparse.Namespace:
    """The command line; environment variables give the defaults."""
    env = os.environ
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--http-port", type=int, default=int(env.get("SANDBOX_PORT", "8100")))
    parser.add_argument("--smtp-port", type=int, default=int(env.get("SANDBOX_SMTP_PORT", "8125")))
    parser.add_argument("--no-smtp", action="store_true", help="HTTP only")
    folder = Path(env.get("NEWSROOM_VAR", "var")) / "sandbox"
    parser.add_argument("--data", type=Path, default=folder, help="where posts and files are kept")
    parser.add_argument("--public-url", default="", help="how browsers reach the sandbox")
    parser.add_argument("--no-limits", action="store_true", help="lift the platforms' quotas")
    parser.add_argument("--credulous", action="store_true", help="take the same post again without a word")
    parser.add_argument("--processing", type=float, default=0.4, help="seconds a video takes to process")
    return parser.parse_args()


def _server(world: World) -> uvicorn.Server:
    config = uvicorn.Config(
        build(world),
        http=Line,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def _say_where(host: str, door: socket.socket, post: asyncio.Server | None) -> None:
    """One line of JSON on stdout, for whoever asked for a free port."""
    place = {
        "http": f"http://{host}:{door.getsockname()[1]}",
        "smtp_port": post.sockets[0].getsockname()[1] if post else None,
    }
    sys.stdout.write(json.dumps(place) + "\n")
    sys.stdout.flush()


async def serve(options: argparse.Namespace) -> None:
    """Listen until told to stop; says once on stdout where."""
    options.data.mkdir(parents=True, exist_ok=True)
    world = World(
        Store(options.data),
        public_url=options.public_url.rstrip("/"),
        limits=not options.no_limits,
        credulous=options.credulous,
        processing=options.processing,
    )
    door = socket.create_server((options.host, options.http_port), backlog=512)
    server = _server(world)
    post = None if options.no_smtp else await mail.listen(world, options.host, options.smtp_port)
    running = asyncio.create_task(server.serve(sockets=[door]))
    while not server.started and not running.done():  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.005)
    _say_where(options.host, door, post)
    try:
        await running
    finally:
        if post:
            post.close()
        world.store.close()


def main() -> None:
    """Run until SIGTERM or Ctrl-C."""
    options = arguments()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options))


if __name__ == "__main__":
    main()
