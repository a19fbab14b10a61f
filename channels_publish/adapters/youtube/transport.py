"""What the Google client speaks through instead of httplib2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httplib2

from channels_publish.adapters.base import AccountProblem, Credentials
from channels_publish.adapters.http import BoundedSession


class Transport:
    """The ``http`` object of the Google client, over ``requests``: no repeats, no redirects.

    httplib2 sends a POST again by itself when the reply is lost, and takes the 308 of an unfinished
    upload for a redirect.
    """

    def __init__(self, credentials: Credentials) -> None:
        if not credentials.token:
            raise AccountProblem("token_missing")
        self.session = BoundedSession(credentials.timeout)
        self.session.headers["Authorization"] = f"Bearer {credentials.token}"

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **_ignored: Any,
    ) -> tuple[httplib2.Response, bytes]:
        """One exchange in httplib2's shape; raises what ``requests`` raises."""
        data = body.read() if hasattr(body, "read") else body
        if isinstance(data, str):
            data = data.encode()
        answer = self.session.request(method, uri, data=data, headers=dict(headers or {}), allow_redirects=False)
        response = httplib2.Response({**answer.headers, "status": str(answer.status_code)})
        response.reason = answer.reason
        return response, answer.content

    def close(self) -> None:
        """Close the connections."""
        self.session.close()
