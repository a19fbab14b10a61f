"""What the platforms remember: documents in SQLite, bytes in files named by their checksum."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

Doc = dict[str, Any]
SHA256_LETTERS = 64

SCHEMA = """
CREATE TABLE IF NOT EXISTS things (
    platform TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    created REAL NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (platform, kind, id)
);
CREATE INDEX IF NOT EXISTS things_by_account ON things (platform, kind, account, created);
"""


class Store:
    """All that arrived, kept in ``folder`` across restarts.

    A document is a plain dict under (platform, kind, id); ``id``, ``account`` and ``created``
    (seconds since 1970) are part of it. ``version`` grows with each change, so that the wall can
    ask cheaply whether there is news.
    """

    def __init__(self, folder: Path) -> None:
        self.files = folder / "files"
        self.files.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(folder / "sandbox.sqlite3", isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.executescript(SCHEMA)
        self.version = time.time_ns()
        self._last_id = 0

    def close(self) -> None:
        """Write everything out and let go of the database file."""
        self.db.close()

    def new_id(self, prefix: str = "") -> str:
        """A number nobody had before, growing with time, as the platforms' own ids do."""
        self._last_id = max(self._last_id + 1, time.time_ns() // 1_000)
        return f"{prefix}{self._last_id}"

    def put(self, platform: str, kind: str, doc: Doc, *, account: str = "") -> Doc:
        """Create or replace a document; an existing one keeps its account and time."""
        doc.setdefault("account", account)
        doc.setdefault("created", time.time())
        self.db.execute(
            "INSERT INTO things VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (platform, kind, id) DO UPDATE SET doc = excluded.doc, "
            "created = excluded.created, account = excluded.account",
            (platform, kind, doc["id"], doc["account"], doc["created"], json.dumps(doc)),
        )
        self.version += 1
        return doc

    def get(self, platform: str, kind: str, id_: str) -> Doc | None:
        """One document, or None."""
        row = self.db.execute(
            "SELECT doc FROM things WHERE platform = ? AND kind = ? AND id = ?",
            (platform, kind, id_),
        ).fetchone()
        return json.loads(row[0]) if row else None

    def find(
        self,
        platform: str,
        kind: str,
        *,
        account: str | None = None,
        since: float | None = None,
        limit: int | None = None,
    ) -> list[Doc]:
        """Documents of a kind, newest first; ``since`` is seconds since 1970, inclusive."""
        sql = "SELECT doc FROM things WHERE platform = ? AND kind = ?"
        args: list[Any] = [platform, kind]
        if account is not None:
            sql += " AND account = ?"
            args.append(account)
        if since is not None:
            sql += " AND created >= ?"
            args.append(since)
        sql += " ORDER BY created DESC, id DESC"
        if limit is not None:
            sql += " LIMIT ?"
            args.append(limit)
        return [json.loads(row[0]) for row in self.db.execute(sql, args)]

    def posts(self, limit: int | None = None) -> list[Doc]:
        """Everything public on any platform, newest first, each with its ``platform``."""
        sql = "SELECT platform, doc FROM things WHERE kind = 'post' ORDER BY created DESC, id DESC"
        rows = self.db.execute(sql if limit is None else f"{sql} LIMIT {int(limit)}")
        return [{"platform": platform, **json.loads(doc)} for platform, doc in rows]

    def delete(self, platform: str, kind: str, id_: str) -> None:
        """Forget a document."""
        self.db.execute("DELETE FROM things WHERE platform = ? AND kind = ? AND id = ?", (platform, kind, id_))
        self.version += 1

    def reset(self) -> None:
        """Forget everything, files included."""
        self.db.execute("DELETE FROM things")
        shutil.rmtree(self.files, ignore_errors=True)
        self.files.mkdir(parents=True, exist_ok=True)
        self.version += 1

    def save_file(self, content: bytes) -> str:
        """Keep bytes once and answer their SHA-256 in hex, which is also their name."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.files / sha256
        if not path.exists():
            path.write_bytes(content)
        return sha256

    def file(self, sha256: str) -> Path | None:
        """Where the bytes with this checksum lie, or None."""
        path = self.files / sha256
        return path if len(sha256) == SHA256_LETTERS and sha256.isalnum() and path.is_file() else None
