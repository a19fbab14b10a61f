"""Secrets for the settings: from the environment, from a file, or kept on a single machine."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import environ

env = environ.Env()


def secret(name: str, default: str = "") -> str:
    """A secret from NAME, or from the file that NAME_FILE names, as containers hand it over."""
    path = env(f"{name}_FILE", default="")
    return (Path(path).read_text().strip() if path else env(name, default="")) or default


def kept(path: Path, make: Callable[[], str]) -> str:
    """A secret of a single machine: made at first start, kept in this file for its owner alone."""
    if not path.exists():
        # Linked into place whole: whoever starts at the same time must not read half of it.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with open(draft, "x", opener=partial(os.open, mode=0o600)) as file:
            file.write(make())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()
