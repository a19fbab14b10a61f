"""One Graph API call taken apart, and the helpers Facebook and Instagram share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from sandbox import graph_errors as errors
from sandbox.accounts import Account
from sandbox.world import World, base, parse_time, world

MAX_ROWS = 100
"""Most rows of one page of a list."""


@dataclass(slots=True)
class GraphCall:
    """``node`` and ``edge`` are the path, ``params`` query and form together."""

    request: Request
    method: str
    node: str
    edge: str
    params: dict[str, str]
    files: dict[str, UploadFile]
    token: str
    account: Account | None = None

    @property
    def world(self) -> World:
        """Where everything is kept."""
        return world(self.request)

    @property
    def base(self) -> str:
        """Where links handed out start."""
        return base(self.request)

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes/no parameter."""
        value = self.params.get(name)
        return default if value is None else value.lower() in ("true", "1")

    def fields(self, known: frozenset[str], default: tuple[str, ...], node_type: str) -> list[str]:
        """The fields asked for, without their sub-selections; raises for an unknown one."""
        names, depth, name = [], 0, ""
        for letter in self.params.get("fields", "") + ",":
            depth += (letter in "{(") - (letter in "})")
            if letter == "," and depth == 0:
                names.append(name.split("{", maxsplit=1)[0].split(".", maxsplit=1)[0].strip())
                name = ""
            else:
                name += letter
        names = [name for name in names if name]
        for wrong in (name for name in names if name not in known):
            raise errors.bad_param(f"(#100) Tried accessing nonexisting field ({wrong}) on node type ({node_type})")
        return list(dict.fromkeys(["id", *names])) if names else list(default)

    def json_param(self, name: str) -> Any:
        """A parameter that carries JSON; raises when it does not."""
        try:
            return json.loads(self.params[name])
        except ValueError as error:
            raise errors.bad_param(f"(#100) {name} must be valid JSON") from error

    def page_of(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows between ``since`` and ``until``, at most ``limit`` (25 unless told, 100)."""
        try:
            since = parse_time(self.params.get("since", "0"))
            until = parse_time(self.params.get("until", "99999999999"))
            limit = int(self.params.get("limit", "25"))
        except ValueError as error:
            raise errors.bad_param("(#100) since, until or limit is not valid") from error
        if limit > MAX_ROWS:
            raise errors.bad_param("(#100) The parameter limit must be between 1 and 100", subcode=None)
        # Graph compares whole seconds, as created_time shows them.
        chosen = [row for row in rows if int(since) <= int(row["created"]) <= until]
        start = int(self.params.get("after") or 0)
        return chosen[start : start + limit]

    def paging(self, rows: list[Any]) -> dict[str, Any]:
        """The ``paging`` part of a list answer; empty lists have none."""
        if not rows:
            return {}
        start = int(self.params.get("after") or 0)
        return {"paging": {"cursors": {"before": str(start), "after": str(start + len(rows))}}}
