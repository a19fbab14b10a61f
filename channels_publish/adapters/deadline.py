"""A reply must come to an end: the timeout of ``requests`` starts anew with every byte.

A platform that answers byte by byte would hold a sending thread for as long as it likes, and eight such replies every
delivery of a worker. So the whole reply gets the time; then the connection is shut down under whoever reads it.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ReadTimeoutError

_current = threading.local()


class Deadline:
    """``seconds`` for all replies read inside the block, counted from when the request has left.

    Raises ``requests.ReadTimeout`` at its end when the time was not enough, whatever the cut reply looked like.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self.over = seconds, False
        self._timer: threading.Timer | None = None
        self._outer: Deadline | None = None

    def __enter__(self) -> Self:
        self._outer, _current.deadline = getattr(_current, "deadline", None), self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        _current.deadline = self._outer
        if self._timer:
            self._timer.cancel()
            self._timer.join()
        if self.over:
            late = ReadTimeoutError(None, "", f"no whole reply within {self._seconds:g} seconds")  # type: ignore[arg-type]
            raise requests.ReadTimeout(late) from value

    def begin(self, line: socket.socket | None) -> None:
        """The request has left on this line; from now on the time runs."""
        if self._timer:
            self._timer.cancel()
        self._timer = threading.Timer(self._seconds, self._cut, [line])
        self._timer.daemon = True
        self._timer.start()

    def _cut(self, line: socket.socket | None) -> None:
        self.over = True
        if line is not None:
            # One that is closed already has told whoever reads it.
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


def _begin(connection: HTTPConnection) -> None:
    deadline: Deadline | None = getattr(_current, "deadline", None)
    if deadline is not None:
        deadline.begin(connection.sock)


class _Line(HTTPConnection):
    def getresponse(self) -> Any:
        _begin(self)
        return super().getresponse()


class _SecureLine(HTTPSConnection):
    def getresponse(self) -> Any:
        _begin(self)
        return super().getresponse()


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Line


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureLine


class DeadlineAdapter(HTTPAdapter):
    """The transport of a ``requests`` session whose replies a :class:`Deadline` can end."""

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
