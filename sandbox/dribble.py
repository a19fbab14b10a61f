"""An answer that comes byte by byte, whole or cut off before its end."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Dribble(Response):
    """Sends ``reply`` in pieces of ``bytes`` (1) with ``pause`` seconds (0.05) between them.

    Header and length come at once and promise all of it; with ``cut`` only so many bytes follow, and the line is
    left for the door to close.
    """

    def __init__(self, reply: Response, params: dict[str, Any]) -> None:
        super().__init__(bytes(reply.body), reply.status_code)
        self.raw_headers = reply.raw_headers
        self.pause = float(params.get("pause", 0.05))
        self.piece = max(1, int(params.get("bytes", 1)))
        self.cut = int(params["cut"]) if params.get("cut") is not None else None

    @property
    def whole(self) -> bool:
        """Whether the answer reaches its end."""
        return self.cut is None or self.cut >= len(self.body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self._head()})
        body = bytes(self.body)[: self.cut]
        for start in range(0, len(body), self.piece):
            await send({"type": "http.response.body", "body": body[start : start + self.piece], "more_body": True})
            await asyncio.sleep(self.pause)
        if self.whole:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _head(self) -> list[tuple[bytes, bytes]]:
        kept = [(name, value) for name, value in self.raw_headers if name.lower() != b"content-length"]
        return [*kept, (b"content-length", str(len(self.body)).encode())]
