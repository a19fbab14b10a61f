"""Deliberately broken engines: each must make its invariant fail."""

from __future__ import annotations

MUTANTS: dict[str, object] = {}


def apply(name: str) -> None:
    """Break the engine of this process."""
