"""The YouTube service, built from the discovery document that ships with the Google client."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from googleapiclient import discovery, discovery_cache

from channels_publish.adapters.base import AccountProblem
from channels_publish.adapters.http import lost_reply
from channels_publish.adapters.youtube.errors import answers_explained
from channels_publish.adapters.youtube.transport import Transport


def build_service(base_url: str, transport: Transport) -> Any:
    """The service at ``base_url``; opens no connection.

    ``client_options.api_endpoint`` would keep https for uploads, so the document's own root is
    replaced instead.
    """
    root = base_url.rstrip("/") + "/"
    document = json.loads(_document())
    document.pop("mtlsRootUrl", None)
    document |= {"rootUrl": root, "baseUrl": root}
    return discovery.build_from_document(document, http=transport)


def read(request: Any, *, token: str) -> dict[str, Any]:
    """The JSON object a read answers with; Google's client hands broken JSON through as text."""
    with answers_explained(token, repeatable=True):
        answer = request.execute()
    if not isinstance(answer, dict):
        raise lost_reply("unreadable_reply", repeatable=True)
    return answer


def remove(request: Any, *, token: str) -> None:
    """Carry out a DELETE; repeating it is harmless, and what is gone already is removed."""
    try:
        with answers_explained(token, repeatable=True):
            request.execute()
    except AccountProblem as problem:
        if not problem.detail.startswith("videoNotFound"):
            raise


@cache
def _document() -> str:
    text = discovery_cache.get_static_doc("youtube", "v3")
    if text is None:
        raise RuntimeError("google-api-python-client lacks the discovery document youtube.v3")
    return str(text)
