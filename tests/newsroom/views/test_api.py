"""The interface for other programs, every answer held against its own OpenAPI document."""

import base64
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, encode_multipart
from django.urls import reverse
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from newsroom import apidoc, apiform
from stories.actions import departments, keys, topics
from stories.models import ApiKey, Attachment, Topic, TopicSource
from tests.factories import channels
from tests.newsroom import pages

pytestmark = pytest.mark.django_db
NEWS = {"title": "Linden im Hofgarten", "text": "Ab Montag.\n\nDie Wege <b> bleiben offen."}


@pytest.fixture
def secret(office) -> str:
    return keys.create(name="Kalender", department=departments.ensure(name="Gartenamt", by=None), by=office.cvd)[1]


def send(secret: str, body: Any = None, key: str = "a-1", **headers: str) -> Any:
    """A call of a program that keeps no cookies and knows no form token."""
    given = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key} | headers
    raw = body if isinstance(body, (bytes, str)) else json.dumps(NEWS if body is None else body)
    client = Client(enforce_csrf_checks=True)
    return as_described(
        client.post(reverse("guest:api_topics"), raw, "application/json", headers=given), "/themen/", "post"
    )


def send_form(secret: str, fields: dict[str, Any], key: str = "f-1", **extra: Any) -> Any:
    """The same as a form with files, as curl --form sends it."""
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
    answer = Client(enforce_csrf_checks=True).post(reverse("guest:api_topics"), fields, headers=headers, **extra)
    return as_described(answer, "/themen/", "post")


def plan(data: bytes = b"%PDF-1.7", name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def ask(secret: str, pk: int) -> Any:
    url = reverse("guest:api_topic", args=[pk])
    return as_described(Client().get(url, headers={"Authorization": f"Bearer {secret}"}), "/themen/{id}/", "get")


def as_described(answer: Any, path: str, method: str) -> Any:
    """The answer, after the document was asked whether it allows it."""
    document = apidoc.document()
    described = document["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    schema = described[answer["Content-Type"]]["schema"] | {"components": document["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json())
    return answer


def test_the_document_is_valid_openapi(client, db):
    document = client.get(reverse("guest:openapi")).json()
    OpenAPIV31SpecValidator(document).validate()

    assert document == apidoc.document()


def test_a_topic_comes_in_with_files(secret):
    picture = {"name": "plan.pdf", "data": base64.b64encode(b"%PDF-1.7").decode(), "alt_text": "Der Plan"}
    answer = send(secret, NEWS | {"deadline": "2099-05-04T09:30:00+02:00", "attachments": [picture]})

    topic = Topic.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, answer.json()["url"])
    assert (topic.department.name, topic.deadline.isoformat()) == ("Gartenamt", "2099-05-04T07:30:00+00:00")
    assert topic.text == "<p>Ab Montag.</p>\n\n<p>Die Wege &lt;b&gt; bleiben offen.</p>"
    assert Attachment.objects.values_list("name", "mime", "alt_text").get() == (
        "plan.pdf",
        "application/pdf",
        "Der Plan",
    )
    assert ApiKey.objects.get().last_used_at is not None


def test_the_same_request_counts_once_and_a_key_stands_for_one(secret):
    first, again = send(secret), send(secret)
    other = send(secret, NEWS | {"text": "Anders"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert Topic.objects.count() == 1


def test_how_far_it_is_and_for_its_own_key_only(secret, office):
    pk = send(secret).json()["id"]
    _, stranger = keys.create(name="Fremd", department=None, by=office.cvd)
    topic = Topic.objects.get()
    topics.take(topic=topic, by=office.editor)
    story = channels.approved()
    type(story).objects.filter(pk=story.pk).update(topic=topic)

    told = ask(secret, pk).json()

    assert (told["state"], told["state_label"], told["articles"]) == ("accepted", "Angenommen", [story.public_url])
    assert ask(stranger, pk).status_code == 404


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"title": " "}, ["/title"]),
        ({"title": 7}, ["/title"]),
        ({"titel": "x"}, ["/titel"]),
        ({"text": "\x00"}, ["/text"]),
        ({"title": "\ud800"}, ["/title"]),
        ({"deadline": "2099-05-04T09:30:00"}, ["/deadline"]),
        ({"deadline": "2099-13-04T09:30:00Z"}, ["/deadline"]),
        ({"email": "keine", "url": "ftp://x"}, ["/email", "/url"]),
        ({"url": "http://["}, ["/url"]),
        ({"attachments": "x"}, ["/attachments"]),
        ({"attachments": [{"name": "a", "data": "§"}]}, ["/attachments/0/data"]),
        ({"attachments": [{"name": "a.exe", "data": "TVo="}]}, ["/attachments"]),
        ({"attachments": [7]}, ["/attachments/0"]),
    ],
)
def test_every_fault_is_named_with_its_place(secret, change, pointers):
    answer = send(secret, NEWS | change)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers
    assert Topic.objects.count() == 0


def test_a_topic_comes_in_as_a_form_with_files(secret):
    files = [plan(), plan(b"\x89PNG\r\n\x1a\n", "linde.png")]
    given = NEWS | {
        "deadline": "2099-05-04T09:30:00+02:00",
        "attachments": files,
        "alt_text": ["Der Plan", "Die Linde"],
    }

    answer = send_form(secret, given)

    topic = Topic.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, answer.json()["url"])
    assert (topic.title, topic.deadline.isoformat()) == (NEWS["title"], "2099-05-04T07:30:00+00:00")
    assert topic.text == "<p>Ab Montag.</p>\n\n<p>Die Wege &lt;b&gt; bleiben offen.</p>"
    assert list(Attachment.objects.order_by("pk").values_list("name", "mime", "alt_text")) == [
        ("plan.pdf", "application/pdf", "Der Plan"),
        ("linde.png", "image/png", "Die Linde"),
    ]


def test_the_same_form_counts_once_whatever_stands_between_its_parts(secret):
    first = send_form(secret, NEWS | {"attachments": [plan()]})
    body = encode_multipart("andere", NEWS | {"attachments": [plan()]})
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "f-1"}
    again = Client().post(reverse("guest:api_topics"), body, "multipart/form-data; boundary=andere", headers=headers)
    other = send_form(secret, NEWS | {"attachments": [plan(b"%PDF-1.8")]})

    assert (BOUNDARY != "andere", first.status_code, again.status_code, other.status_code) == (True, 201, 200, 409)
    assert (first.json(), Topic.objects.count(), Attachment.objects.count()) == (again.json(), 1, 1)


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"title": ""}, ["/title"]),
        ({"title": ["Eins", "Zwei"]}, ["/title"]),
        ({"titel": "x"}, ["/titel"]),
        ({"title": plan()}, ["/title", "/title"]),
        ({"deadline": "morgen"}, ["/deadline"]),
        ({"attachments": "kein Dateiname"}, ["/attachments"]),
        ({"attachments": [plan(b"")]}, ["/attachments/0"]),
        ({"attachments": [plan(b"MZ")]}, ["/attachments"]),
        ({"attachments": [plan(name="a.html")]}, ["/attachments"]),
        ({"attachments": [plan() for _ in range(21)]}, ["/attachments"]),
        ({"attachments": [plan()], "alt_text": ["Eins", "Zwei"]}, ["/alt_text"]),
        ({"attachments": [plan()], "alt_text": ["x" * 1001]}, ["/attachments/0/alt_text"]),
    ],
)
def test_every_fault_of_a_form_is_named_with_its_place(secret, change, pointers):
    for file in [item for item in change.get("attachments", []) if hasattr(item, "seek")]:
        file.seek(0)
    answer = send_form(secret, NEWS | change)

    assert answer.status_code == 422
    assert sorted(error["pointer"] for error in answer.json()["errors"]) == pointers
    assert Topic.objects.count() == 0


@pytest.mark.parametrize("number", ["null,null", "-1", "²", "9" * 30, "0"])
def test_a_number_that_is_none_is_answered_as_a_problem(secret, number):
    url = reverse("guest:api_topic", args=[number])
    answer = Client().get(url, headers={"Authorization": f"Bearer {secret}"})

    assert as_described(answer, "/themen/{id}/", "get").status_code == 404


def test_a_form_may_leave_the_deadline_empty(secret):
    assert (send_form(secret, NEWS | {"deadline": ""}).status_code, Topic.objects.get().deadline) == (201, None)


def test_form_that_is_too_large_or_unreadable_is_refused(secret, monkeypatch):
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "f"}
    torn = Client().post(reverse("guest:api_topics"), "x", "multipart/form-data", headers=headers)
    many = send_form(secret, NEWS | {"attachments": [plan() for _ in range(101)]})
    monkeypatch.setattr(apiform, "LARGEST", 100)
    large = send_form(secret, NEWS | {"attachments": [plan()]})

    assert (as_described(torn, "/themen/", "post").status_code, many.status_code, large.status_code) == (400, 413, 413)
    assert "höchstens 0 MB" in large.json()["detail"]
    assert Topic.objects.count() == 0


@pytest.mark.parametrize("body", [" ", "[1]", "{", b"\xff\xfe", "[" * 5000])
def test_what_is_no_object_is_refused(secret, body):
    assert send(secret, body).status_code == 422


def test_refusals_speak_one_language(secret, office):
    wrong = send("falsch")
    missing = send(secret, key="")
    long = send(secret, key="x" * 201)
    form = as_described(
        Client().post(
            reverse("guest:api_topics"),
            "title=Linden",
            "application/x-www-form-urlencoded",
            headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "f"},
        ),
        "/themen/",
        "post",
    )
    method = as_described(Client().get(reverse("guest:api_topics")), "/themen/", "post")
    keys.revoke(key=ApiKey.objects.get(), by=office.cvd)
    revoked = send(secret)

    assert [item.status_code for item in (wrong, missing, long, form, method, revoked)] == [
        401, 400, 400, 415, 405, 401,
    ]  # fmt: skip
    assert (wrong["WWW-Authenticate"], method["Allow"]) == ('Bearer realm="Newsroom"', "POST")
    assert Topic.objects.count() == 0


def test_too_large_and_too_many(secret, settings, monkeypatch):
    monkeypatch.setattr(keys, "AN_HOUR", 1)
    assert send(secret).status_code == 201
    full = send(secret, NEWS | {"title": "Noch eins"}, key="a-2")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    large = send(secret, NEWS | {"text": "x" * 1024 * 1024}, key="a-3")

    assert (full.status_code, full["Retry-After"], large.status_code) == (429, "3600", 413)
    assert (TopicSource.objects.count(), send(secret).status_code) == (1, 200)


def test_key_is_shown_once(client, office):
    client.force_login(office.cvd)
    answer = client.post(reverse("desk:key_new"), {"key-name": "Kalender"})
    secret = pages.page(answer).get_element_by_id("schluessel").get("value")

    page = client.get(reverse("desk:doors")).content.decode()
    assert (send(secret).status_code, secret in page, secret[:8] in page) == (201, False, True)
    assert re.fullmatch(r"[\w-]{43}", secret)


def test_page_for_people_names_every_field_and_answer_of_the_document(client, db):
    response = client.get("/gast/api/v1/")
    document = apidoc.document()
    named = pages.texts(response, "//*[@aria-labelledby='h-fields']//code")
    assert named == list(document["components"]["schemas"]["News"]["properties"])
    for calls in document["paths"].values():
        for call in calls.values():
            told = pages.texts(response, f"//*[@aria-labelledby='h-{call['operationId']}']//li/code")
            assert told == list(call["responses"])
