"""Named points of a delivery where a worker can be killed or frozen.

The harness's own worker entry wraps the product's functions; the product knows nothing of it. A *strike* is armed as
a file; the worker that gets there first takes it by renaming, so it strikes exactly once, and the harness can count
what really struck.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = "NEWSROOM_FAULTS_POINTS"
KILL, FREEZE = "kill", "freeze"
ANY = "any"
POINTS: dict[str, str] = {
    "before_claim": "vor dem Zugriff auf die Zeile",
    "after_claim": "nach dem Zugriff, Versuch festgeschrieben",
    "before_call": "Inhalt festgeschrieben, Plattform noch nicht berührt",
    "after_confirm": "der letzte Blick vor dem Aufruf ist getan",
    "during_upload": "ein Hochladen ist auf der Leitung",
    "during_call": "der Aufruf, der veröffentlicht, ist auf der Leitung",
    "during_mail": "der Text einer Mail ist auf der Leitung",
    "after_call": "die Plattform hat geantwortet",
    "before_settle": "in der Transaktion, die das Ergebnis schreibt",
    "before_commit": "das Ergebnis ist geschrieben, nicht festgeschrieben",
    "before_look": "vor dem Nachsehen bei der Plattform",
    "after_look": "die Plattform hat auf das Nachsehen geantwortet",
}
# The last part of the path of the one call that makes a post public.
PUBLISHING = ("/feed", "/media_publish", "/2/tweets", "/videos")
_here = threading.local()


class Strikes:
    """The armed strikes of a run and those that struck; the harness's side."""

    def __init__(self, folder: Path) -> None:
        self.armed, self.done = folder / "armed", folder / "done"
        for place in (self.armed, self.done):
            place.mkdir(parents=True, exist_ok=True)
        self._seen: set[str] = set()

    @property
    def count(self) -> int:
        """How many struck so far."""
        return len(self._seen)

    def arm(self, point: str, kind: str = ANY, *, freeze: float = 0.0) -> str:
        """Let the next worker at this point of a delivery to ``kind`` die, or freeze for so many seconds."""
        name = f"{point}.{kind}"
        (self.armed / name).write_text(f"{FREEZE} {freeze}" if freeze else KILL)
        return name

    def waiting(self) -> set[str]:
        """What is armed and has not struck."""
        return {path.name for path in self.armed.iterdir()}

    def disarm(self, name: str) -> bool:
        """Take one back; False when it struck meanwhile."""
        try:
            (self.armed / name).unlink()
        except FileNotFoundError:
            return False
        return True

    def struck(self) -> list[tuple[str, int, float]]:
        """What struck since last asked: name, process, and for how long it is to stay frozen (0: killed)."""
        fresh = []
        for path in sorted(self.done.iterdir()):
            if path.name not in self._seen:
                self._seen.add(path.name)
                point, kind, pid, _mark = path.name.split(".")
                word = path.read_text().split()
                fresh.append((f"{point}.{kind}", int(pid), float(word[1]) if word[0] == FREEZE else 0.0))
        return fresh


def reach(point: str, kind: str) -> None:
    """The worker's side: this point of a delivery to ``kind`` is reached."""
    folder = Path(os.environ[FOLDER])
    for name in (f"{point}.{kind}", f"{point}.{ANY}"):
        struck = folder / "done" / f"{name}.{os.getpid()}.{uuid.uuid4().hex[:8]}"
        try:
            (folder / "armed" / name).rename(struck)
        except FileNotFoundError:
            continue
        frozen = struck.read_text().startswith(FREEZE)
        os.kill(os.getpid(), signal.SIGSTOP if frozen else signal.SIGKILL)
        time.sleep(0.001 if frozen else 60)


def install() -> None:
    """Wrap the engine, the HTTP client and the mail dialogue of this process."""
    from channels_publish import keeping, sending  # noqa: PLC0415 (only in a worker, after Django is set up)
    from channels_publish.actions import deliveries, readbacks  # noqa: PLC0415
    from press.smtp import Connection  # noqa: PLC0415

    _around(deliveries, "_claim", before=lambda *_a, **_k: reach("before_claim", ANY), after=_after_claim)
    _around(deliveries, "begin", after=lambda *_a, **_k: reach("before_call", _kind()))
    _around(deliveries, "confirm", after=_at("after_confirm"))
    _around(deliveries, "_settle", before=_at("before_settle"), after=_at("before_commit"))
    _around(readbacks, "_read_back", before=_at("before_settle"))
    _around(sending, "_load", after=lambda row, *_a, **_k: _remember(row.account.kind))
    _around(sending, "_find", before=_at("before_look"), after=_at("after_look"))
    _around(Connection, "_hand_over", before=lambda *_a, **_k: setattr(_here, "mail", True))
    _wrap_adapters(keeping)
    _wrap_wire()


def _kind() -> str:
    return getattr(_here, "kind", ANY)


def _remember(kind: str) -> None:
    _here.kind = str(kind)


def _at(point: str) -> Callable[..., None]:
    return lambda *_a, **_k: reach(point, _kind())


def _after_claim(claim: Any, pk: Any, *_a: Any, **_k: Any) -> None:
    if claim is not None:
        from channels_publish.models import Delivery  # noqa: PLC0415

        reach("after_claim", Delivery.objects.values_list("account__kind", flat=True).get(pk=pk))


def _around(place: Any, name: str, *, before: Any = None, after: Any = None) -> None:
    """Wrap a function of a module or class; ``after`` gets its result first."""
    inner = getattr(place, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        if before:
            before(*arguments, **named)
        result = inner(*arguments, **named)
        if after:
            after(result, *arguments, **named)
        return result

    setattr(place, name, wrapped)


def _wrap_adapters(keeping: Any) -> None:
    """Where the adapter has its receipt and the engine has not."""
    classes = keeping.adapter_class

    def adapter_class(kind: str) -> Callable[[Any], Any]:
        def made(credentials: Any) -> Any:
            adapter = classes(kind)(credentials)
            _around(adapter, "publish", after=_at("after_call"))
            return adapter

        return made

    keeping.adapter_class = adapter_class


def _wrap_wire() -> None:
    """Where the request has left whole and no byte of the answer is read."""
    from urllib3.connection import HTTPConnection  # noqa: PLC0415

    from press.smtp import _Punctual  # noqa: PLC0415 (only in a worker, after Django is set up)

    send = HTTPConnection.request

    def request(self: Any, method: str, url: str, *arguments: Any, **named: Any) -> Any:
        publishes = url.partition("?")[0].endswith(PUBLISHING) or "/reaction/" in url or method == "PUT"
        _here.wire = "" if method == "GET" else "during_call" if publishes else "during_upload"
        return send(self, method, url, *arguments, **named)

    def on_the_wire(*_a: Any, **_k: Any) -> None:
        if point := getattr(_here, "wire", ""):
            _here.wire = ""
            reach(point, _kind())

    def in_the_dialogue(*_a: Any, **_k: Any) -> None:
        if getattr(_here, "mail", False):
            _here.mail = False
            reach("during_mail", _kind())

    HTTPConnection.request = request
    _around(HTTPConnection, "getresponse", before=on_the_wire)
    _around(_Punctual, "getreply", before=in_the_dialogue)
