"""The interface for other programs: hand in a topic, ask how far it is. Errors speak RFC 9457."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from newsroom import apidoc, apiform, apiread
from newsroom.guests import discreet
from stories.actions import doors, keys
from stories.intake.incoming import Incoming
from stories.intake.safety import MAX_FILES
from stories.links import digest_of
from stories.models import ApiKey, Story, TopicSource

LONGEST_KEY: Final = 200
AN_HOUR: Final = "3600"
TITLES: Final = {
    400: "Anfrage unvollständig", 401: "Kein gültiger Schlüssel", 404: "Nicht gefunden", 405: "Methode nicht erlaubt",
    409: "Schon anders gesehen", 413: "Zu groß", 415: "Falsches Format", 422: "Nicht annehmbar",
    429: "Zu viele Anfragen",
}  # fmt: skip


class Problem(Exception):
    """What is answered instead."""

    def __init__(self, status: int, detail: str, *, errors: Any = None, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.headers = status, detail, errors, headers

    def answer(self) -> HttpResponse:
        told = {"type": "about:blank", "title": TITLES[self.status], "status": self.status, "detail": self.detail}
        if self.errors:
            told["errors"] = self.errors
        answer = JsonResponse(told, status=self.status, content_type=apidoc.PROBLEM)
        for name, value in self.headers.items():
            answer[name.replace("_", "-")] = value
        return answer


def endpoint(method: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A call with a key and one method; cookies and sessions play no part."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @discreet
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method != method:
                    raise Problem(405, f"Hier geht nur {method}.", Allow=method)  # noqa: TRY301 (one place answers)
                return view(request, _key(request), *args, **kwargs)
            except Problem as problem:
                return problem.answer()

        return inner

    return decorate


@endpoint("POST")
def topics(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """Take in a topic, once for each Idempotency-Key."""
    idempotency = request.headers.get("Idempotency-Key", "").strip()
    if not 0 < len(idempotency) <= LONGEST_KEY:
        raise Problem(400, f"Der Kopf Idempotency-Key fehlt oder hat mehr als {LONGEST_KEY} Zeichen.")
    try:
        body, incoming = _read(request)
        received = keys.hand_in(key=key, idempotency=idempotency, body=body, incoming=incoming)
    except RequestDataTooBig as error:
        most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024 // 1024
        raise Problem(413, f"Eine Anfrage darf höchstens {most} MB haben.") from error
    except (TooManyFieldsSent, TooManyFilesSent) as error:
        raise Problem(413, f"Das sind zu viele Felder oder Dateien; {MAX_FILES} Dateien sind möglich.") from error
    except (MultiPartParserError, BadRequest) as error:
        raise Problem(400, "Das Formular ist nicht lesbar. Prüfen Sie die Trennlinie (boundary).") from error
    except apiread.Faulty as error:
        raise Problem(422, "Bitte sehen Sie sich die genannten Felder an.", errors=error.errors) from error
    except keys.Reused as error:
        raise Problem(409, str(error)) from error
    except doors.TooMany as error:
        raise Problem(429, str(error), Retry_After=AN_HOUR) from error
    answer = JsonResponse(_arrival(received.source), status=200 if received.known else 201)
    answer["Location"] = _url(received.source)
    return answer


@endpoint("GET")
def topic(request: HttpRequest, key: ApiKey, number: str) -> HttpResponse:
    """How far a topic of this key is. What is no number is not found either, and said as a problem too."""
    rows = TopicSource.objects.by_key(key).select_related("topic__joined_to")
    source = rows.filter(pk=int(number)).first() if re.fullmatch("[0-9]{1,18}", number) else None
    if source is None:
        raise Problem(404, "Mit diesem Schlüssel wurde kein Thema unter dieser Nummer hereingegeben.")
    return JsonResponse(_arrival(source))


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The document that describes all this."""
    return JsonResponse(apidoc.document(), json_dumps_params={"ensure_ascii": False})


@require_GET
def api_page(request: HttpRequest) -> HttpResponse:
    """The same for people, with an example to copy."""
    context = {
        "operations": apidoc.operations(),
        "fields": apidoc.fields(),
        "address": f"{settings.PUBLIC_URL}{reverse('guest:api_topics')}",
    }
    return render(request, "guest/api.html", context)


def _read(request: HttpRequest) -> tuple[bytes, Incoming]:
    """The request as it is kept, and the news in it. Raises Problem for a format we do not take, and Faulty."""
    if request.content_type == apidoc.JSON:
        return request.body, apiread.read(request.body)
    if request.content_type != apidoc.FORM:
        raise Problem(415, f"Senden Sie den Inhalt als {apidoc.JSON} oder {apidoc.FORM}.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > apiform.LARGEST:
        raise Problem(413, f"Ein Formular darf mit allen Dateien höchstens {apiform.LARGEST // 1_000_000} MB haben.")
    return apiform.read(request.POST, request.FILES)


def _key(request: HttpRequest) -> ApiKey:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    rows = ApiKey.objects.select_related("department").filter(revoked_at__isnull=True)
    key = rows.filter(digest=digest_of(secret.strip())).first() if scheme.lower() == "bearer" else None
    if key is None:
        raise Problem(
            401, "Der Schlüssel fehlt, ist falsch oder gesperrt. Einen neuen gibt die Redaktion aus.",
            WWW_Authenticate='Bearer realm="Newsroom"',
        )  # fmt: skip
    return key


def _arrival(source: TopicSource) -> dict[str, Any]:
    topic = source.topic.leading
    public = Story.objects.public(timezone.now()).filter(topic=topic)
    return {
        "id": source.pk,
        "url": _url(source),
        "title": source.title,
        "state": topic.state,
        "state_label": topic.get_state_display(),
        "reason": topic.reason,
        "received_at": source.received_at.isoformat(),
        "joined": source.twin,
        "articles": [story.public_url for story in public],
    }


def _url(source: TopicSource) -> str:
    return f"{settings.PUBLIC_URL}{reverse('guest:api_topic', args=[source.pk])}"
