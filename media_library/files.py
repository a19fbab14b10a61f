"""Files under ``MEDIA_ROOT``: written whole or not at all, never changed afterwards."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.core.files.storage import default_storage

CHUNK: Final = 1024 * 1024


def path_of(name: str) -> Path:
    """The place on disk of a stored name. Raises ``SuspiciousFileOperation`` outside ``MEDIA_ROOT``."""
    return Path(default_storage.path(name))


def store(source: IO[bytes], name: str) -> None:
    """Write ``source`` under ``name``: to a neighbour first, then renamed, so no reader sees half a file."""
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as stream:
            source.seek(0)
            shutil.copyfileobj(source, stream, CHUNK)
            stream.flush()
            os.fsync(stream.fileno())
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def forget(name: str) -> None:
    """Remove a stored file and its own folder; a missing one is fine."""
    target = path_of(name)
    target.unlink(missing_ok=True)
    if target.parent.is_dir() and not any(target.parent.iterdir()):
        target.parent.rmdir()


@contextmanager
def stored(source: IO[bytes], name: str) -> Iterator[str]:
    """Store a file for the rows written inside the block; it goes again if they fail."""
    store(source, name)
    try:
        yield name
    except BaseException:
        forget(name)
        raise


@contextmanager
def local(source: IO[bytes]) -> Iterator[Path]:
    """A path to the bytes of an upload, for readers that want one; large uploads already have it."""
    if hasattr(source, "temporary_file_path"):
        yield Path(source.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile() as copy:
        source.seek(0)
        shutil.copyfileobj(source, copy, CHUNK)
        copy.flush()
        yield Path(copy.name)


def checksum(source: IO[bytes]) -> str:
    """SHA-256 in hexadecimal; ``source`` is left at its start."""
    source.seek(0)
    digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]  # any readable will do
    source.seek(0)
    return digest


def older_than(folder: str, age: timedelta) -> Iterator[str]:
    """Names stored under ``folder`` that were written longer than ``age`` ago."""
    root = path_of("")
    for path in (root / folder).glob("*/*"):
        if time.time() - path.stat().st_mtime > age.total_seconds():
            yield path.relative_to(root).as_posix()
