"""Publishes one post as a news record on a TYPO3 website (reaction of EXT:interest).

``PATCH`` creates or updates by our own ``remoteId``, so an unclear answer is simply repeated and
nothing can appear twice.

Options: ``permalink`` (the public address; ``{base_url}``, ``{slug}`` and ``{key}`` are replaced),
``storage_pid`` (the folder page's remote id), ``credit_field`` (a field of ``sys_file_reference``
for the credit, where the site has one).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

import requests

from channels_publish.adapters.base import (
    AccountProblem,
    Adapter,
    AdapterError,
    Credentials,
    Health,
    Limit,
    Measure,
    Post,
    Problem,
    Receipt,
    Refused,
    Resume,
    TryLater,
)
from channels_publish.adapters.http import (
    BoundedSession,
    failures_explained,
    json_object,
    permalink,
    quoted,
    retry_after,
    status_error,
)
from channels_publish.adapters.website.limits import LIMITS
from channels_publish.adapters.website.problems import problems
from channels_publish.adapters.website.records import NEWS, news_id, records, withdrawn

PERMALINK = "{base_url}/aktuelles/{slug}"


class WebsiteAdapter(Adapter):
    """One reaction. ``account_id`` is its UUID, ``token`` its secret."""

    kind: ClassVar[str] = "website"
    label: ClassVar[str] = "Website (TYPO3)"
    can: ClassVar[frozenset[str]] = frozenset({"correct", "withdraw"})
    limits: ClassVar[Mapping[str, Limit]] = LIMITS

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(credentials)
        self.site = credentials.base_url.rstrip("/")
        self.address = f"{self.site}/typo3/reaction/{quote(credentials.account_id, safe='')}"
        self.session = BoundedSession(credentials.timeout)
        self.session.headers["x-api-key"] = credentials.token

    @classmethod
    def measure(cls, post: Post) -> tuple[Measure, ...]:
        """Characters of the title; teaser and body have no limit."""
        return (Measure("title", len(post.title), int(LIMITS["title"].value)),)

    @classmethod
    def problems(cls, post: Post) -> tuple[Problem, ...]:
        """See :mod:`channels_publish.adapters.website.problems`."""
        return tuple(problems(post))

    def publish(self, post: Post, *, key: str, resume: Resume) -> Receipt:
        """Write files, references and the record; safe to repeat as a whole, so nothing is kept."""
        return self._write(post, news_id(key), resume)

    def find(self, post: Post, *, key: str, since: datetime, resume: Resume) -> Receipt | None:
        """None: a reaction cannot be read, and publishing again changes nothing that is there.

        So "not there" is the harmless answer, and :meth:`publish` never raises ``Unknown``.
        """
        return None

    def check(self) -> Health:
        """Ask the reaction for an operation that changes nothing.

        TYPO3 checks reaction and secret before EXT:interest looks at the method, which it answers
        with 405 when there is none (source 4.0.1, read 2026-11-23).
        """
        try:
            self._send({"newsroom": "check"})
        except AccountProblem as error:
            return Health.failing(error)
        except Refused:
            pass
        return Health(ok=True)

    def correct(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> Receipt:
        """Replace the published record; the notices stand dated above its text."""
        return self._write(post, receipt.remote_id, resume)

    def withdraw(self, post: Post, *, receipt: Receipt, key: str, resume: Resume) -> None:
        """Put a dated notice in the article's place, so that its address goes on answering; without a notice
        the record is deleted. Files stay, other records may show them."""
        resume.confirm()
        taken_back = withdrawn(post, receipt.remote_id, self.credentials.options)
        try:
            self._send(taken_back.payload("PATCH" if post.amendments else "DELETE"))
        except AccountProblem as error:
            # 404 with our own id: the record is gone already. Without: the reaction is.
            if receipt.remote_id not in error.detail:
                raise

    def _write(self, post: Post, news: str, resume: Resume) -> Receipt:
        for record in records(post, news, self.credentials.options):
            if record.table == NEWS:
                resume.confirm()
            self._send(record.payload("PATCH"))
        return Receipt(news, self._permalink(post, news))

    def _send(self, payload: Mapping[str, Any]) -> None:
        with failures_explained(repeatable=True):
            response = self.session.post(self.address, json=payload)
        if response.status_code not in range(200, 300):
            raise _refusal(response.status_code, self._words(response), retry_after(response.headers))
        reply = json_object(response, repeatable=True)
        if reply.get("success") is not True:
            raise Refused("rejected", self._words(response))

    def _words(self, response: requests.Response) -> str:
        """What TYPO3 says; its error pages in HTML say nothing to the desk."""
        try:
            body = response.json()
        except ValueError:
            body = None
        message = body.get("message") or body.get("error") if isinstance(body, dict) else None
        return quoted(message or f"HTTP {response.status_code}", self.credentials.token)

    def _permalink(self, post: Post, news: str) -> str:
        template = self.credentials.options.get("permalink") or PERMALINK
        key = news.removeprefix(news_id(""))
        return permalink(template, base_url=self.site, slug=quote(post.slug), key=key)


def _refusal(status: int, detail: str, after: float | None) -> AdapterError:
    """The error for a status outside 2xx, by the source of EXT:reactions 14.3 and EXT:interest."""
    if status in {401, 403}:
        return AccountProblem("permission", detail)
    if status == HTTPStatus.NOT_FOUND:
        return AccountProblem("endpoint_missing", detail)
    if status in {408, 429}:
        return TryLater("throttled", detail, after=after)
    return status_error(status, detail, repeatable=True, after=after)
