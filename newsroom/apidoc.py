"""The interface for other programs as an OpenAPI 3.1 document; the tests hold real answers against it."""

from typing import Any, Final

from django.conf import settings

from newsroom.apiread import PARTS, STRINGS
from stories.enums import TopicState
from stories.intake.safety import MAX_FILES

EXPLAINED: Final = {
    "title": "Worum es geht, in einem Satz.",
    "text": "Der Text ohne Formatierung; eine Leerzeile trennt Absätze.",
    "html": "Der Text als HTML, statt text. Überschriften, Listen, Tabellen und Links bleiben, das Übrige fällt weg.",
    "sender": "Wer es geschrieben hat.",
    "email": "Unter welcher Adresse Rückfragen ankommen.",
    "url": "Wo es schon steht.",
    "notes": "Nur für die Redaktion.",
}
JSON: Final = "application/json"
FORM: Final = "multipart/form-data"
OCTETS: Final = "application/octet-stream"
PROBLEM: Final = "application/problem+json"
# Patterns are ECMA 262 as JSON Schema wants them.
PATTERNS: Final = {
    "title": r"^[^\u0000]*[^\s\u0000][^\u0000]*$",
    "url": r"^(https?://[^\u0000]+)?$",
}
PLAIN: Final = r"^[^\u0000]*$"
BASE64: Final = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Newsroom: Themen hereingeben",
            "version": "1.0.0",
            "description": "Andere Programme der Stadt geben der Redaktion Themen herein und fragen nach deren Stand.",
        },
        "servers": [{"url": f"{settings.PUBLIC_URL}/gast/api/v1"}],
        "security": [{"key": []}],
        "paths": {"/themen/": {"post": _post()}, "/themen/{id}/": {"get": _get()}},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"News": _news(), "NewsForm": _form(), "Arrival": _arrival(), "Problem": _problem()},
        },
    }


def operations() -> list[dict[str, Any]]:
    """The same for a page people read: each call with its fields and answers."""
    told = document()
    return [
        {"method": method.upper(), "path": path, "call": call}
        for path, calls in told["paths"].items()
        for method, call in calls.items()
    ]


def fields() -> list[dict[str, Any]]:
    """The fields of a piece of news, in words."""
    news = _news()
    return [
        {
            "name": name,
            "required": name in news["required"],
            "words": shape.get("description") or "Dateien, jede mit Name und Inhalt.",
            "limit": _limit(shape),
        }
        for name, shape in news["properties"].items()
    ]


def _limit(shape: dict[str, Any]) -> str:
    if "maxLength" in shape:
        return f"höchstens {shape['maxLength']:,} Zeichen".replace(",", ".")
    if "maxItems" in shape:
        return f"höchstens {shape['maxItems']}; name, data (Base64), alt_text"
    return "Zeitpunkt mit Zone, etwa 2027-05-04T09:30:00+02:00"


def _post() -> dict[str, Any]:
    created = _answer("Das Thema ist auf der Tafel.", "Arrival")
    created["headers"] = {"Location": {"schema": {"type": "string", "format": "uri"}}}
    return {
        "operationId": "handIn",
        "summary": "Ein Thema hereingeben",
        "parameters": [{
            "name": "Idempotency-Key", "in": "header", "required": True,
            "description": "Eine Kennung Ihrer Wahl. Dieselbe mit demselben Inhalt legt nichts ein zweites Mal an.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        }],
        "requestBody": {"required": True, "content": {
            JSON: {"schema": _ref("News")},
            FORM: {"schema": _ref("NewsForm")},
        }},
        "responses": {
            "201": created,
            "200": _answer("Diese Anfrage kam schon an; es wurde nichts geändert.", "Arrival"),
            "400": _refusal("Der Idempotency-Key fehlt oder ist zu lang, oder das Formular ist nicht lesbar."),
            "401": _refusal("Der Schlüssel fehlt, ist falsch oder gesperrt."),
            "405": _refusal("Diese Methode gibt es hier nicht."),
            "409": _refusal("Der Idempotency-Key stand schon für eine andere Anfrage."),
            "413": _refusal("Die Anfrage ist zu groß."),
            "415": _refusal(f"Der Inhalt ist weder {JSON} noch {FORM}."),
            "422": _refusal("Felder fehlen oder sind falsch; errors nennt jedes."),
            "429": _refusal("Zu viele Themen; Retry-After nennt die Wartezeit in Sekunden."),
        },
    }  # fmt: skip


def _get() -> dict[str, Any]:
    return {
        "operationId": "standing",
        "summary": "Nach dem Stand eines eigenen Themas fragen",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}],
        "responses": {
            "200": _answer("Der Stand.", "Arrival"),
            "401": _refusal("Der Schlüssel fehlt, ist falsch oder gesperrt."),
            "404": _refusal("Unter diesem Schlüssel gibt es kein solches Thema."),
            "405": _refusal("Diese Methode gibt es hier nicht."),
        },
    }


def _news() -> dict[str, Any]:
    properties: dict[str, Any] = {
        name: {
            "type": "string", "maxLength": most, "pattern": PATTERNS.get(name, PLAIN), "description": EXPLAINED[name],
        }
        for name, most in STRINGS.items()
    }  # fmt: skip
    properties["title"]["minLength"] = 1
    properties["deadline"] = {"type": ["string", "null"], "format": "date-time", "description": "Bis wann."}
    parts: dict[str, dict[str, Any]] = {
        name: {"type": "string", "maxLength": most, "pattern": PLAIN} for name, most in PARTS.items()
    }
    parts["name"]["minLength"] = 1
    parts["data"] |= {"contentEncoding": "base64", "minLength": 4, "pattern": BASE64}
    properties["attachments"] = {
        "type": "array",
        "maxItems": MAX_FILES,
        "items": {
            "type": "object", "required": ["name", "data"], "properties": parts, "additionalProperties": False,
        },
    }  # fmt: skip
    return {"type": "object", "required": ["title"], "properties": properties, "additionalProperties": False}


def _form() -> dict[str, Any]:
    """The same fields as a form: files as they are, their alternative texts beside them in the same order."""
    shape = _news()
    words = {"type": "string", "maxLength": PARTS["alt_text"], "pattern": PLAIN}
    shape["properties"] |= {
        "deadline": {"type": "string", "anyOf": [{"format": "date-time"}, {"const": ""}], "description": "Bis wann."},
        "attachments": {
            "type": "array", "maxItems": MAX_FILES, "items": {"type": "string", "contentMediaType": OCTETS},
            "description": "Dateien, jede mit Dateinamen: höchstens 25 MB, zusammen 60 MB.",
        },
        "alt_text": {
            "type": "array", "maxItems": MAX_FILES, "items": words,
            "description": "Alternativtexte in der Reihenfolge der Dateien, nicht mehr als Dateien.",
        },
    }  # fmt: skip
    shape["dependentRequired"] = {"alt_text": ["attachments"]}
    return shape


def _arrival() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["id", "url", "title", "state", "state_label", "reason", "received_at", "joined", "articles"],
        "properties": {
            "id": {"type": "integer"},
            "url": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "state": {"type": "string", "enum": list(TopicState.values)},
            "state_label": {"type": "string"},
            "reason": {"type": "string", "description": "Warum es abgelehnt wurde."},
            "received_at": {"type": "string", "format": "date-time"},
            "joined": {"type": "boolean", "description": "Dasselbe war schon da; dies ist eine weitere Quelle dazu."},
            "articles": {"type": "array", "items": {"type": "string", "format": "uri"}},
        },
        "additionalProperties": False,
    }


def _problem() -> dict[str, Any]:
    error = {"type": "object", "required": ["pointer", "detail"], "properties": {
        "pointer": {"type": "string"}, "detail": {"type": "string"},
    }}  # fmt: skip
    return {
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": error},
        },
        "additionalProperties": False,
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(words: str, schema: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": _ref(schema)}}}


def _refusal(words: str) -> dict[str, Any]:
    return {"description": words, "content": {PROBLEM: {"schema": _ref("Problem")}}}
