from datetime import timedelta

import pytest
from django.utils import timezone

from stories.actions import intake
from stories.enums import SourceKind
from stories.intake.incoming import Enclosure
from stories.models import Attachment, Topic, TopicSource
from tests.factories.topics import incoming

pytestmark = pytest.mark.django_db


def content(field) -> bytes:
    with field.open("rb") as file:
        return file.read()


def test_receive_makes_a_topic_and_keeps_the_original(media_root):
    original = Enclosure("brief.eml", "message/rfc822", b"Von: Amt")
    linde = Enclosure("linde.jpg", "image/jpeg", b"bild", "Eine Linde")
    received = intake.receive(incoming=incoming(original=original, enclosures=(linde,)))
    source = received.source
    assert (received.topic.title, source.kind, source.sender) == ("Linden im Hofgarten", "mail", "Mira Brandt")
    assert (content(source.original), source.original_name) == (b"Von: Amt", "brief.eml")
    attachment = source.attachments.get()
    assert (attachment.name, attachment.size, attachment.alt_text) == ("linde.jpg", 4, "Eine Linde")
    assert content(attachment.file) == b"bild"


def test_receive_takes_the_same_arrival_once():
    first = intake.receive(incoming=incoming())
    again = intake.receive(incoming=incoming(title="Anders"))
    assert (again.known, again.topic, again.source) == (True, first.topic, first.source)
    assert (Topic.objects.count(), TopicSource.objects.count()) == (1, 1)


def test_receive_joins_the_same_words_by_another_door():
    first = intake.receive(incoming=incoming())
    again = intake.receive(
        incoming=incoming(
            kind=SourceKind.FEED,
            ref="feed:1",
            title="LINDEN im Hofgarten",
            html="<div>Ab Montag pflanzen wir 40 Linden. Die Wege bleiben offen!</div>",
        )
    )
    assert (again.topic, again.source.twin, again.known) == (first.topic, True, False)


def test_receive_makes_a_new_topic_of_the_same_words_next_year():
    first = intake.receive(incoming=incoming())
    Topic.objects.update(created_at=timezone.now() - timedelta(days=31))
    again = intake.receive(incoming=incoming(ref="<2@stadt.example>"))
    assert (again.topic != first.topic, again.source.twin) == (True, False)


def test_receive_cleans_what_came():
    received = intake.receive(incoming=incoming(html="<p>Gut<img src=x onerror=1></p><script>x</script>"))
    assert received.topic.text == "<p>Gut</p>"


def test_receive_that_fails_leaves_no_file(media_root, monkeypatch):
    def fail(*_args, **_facts):
        raise RuntimeError

    monkeypatch.setattr(Attachment, "save", fail)
    with pytest.raises(RuntimeError):
        intake.receive(incoming=incoming(enclosures=(Enclosure("a.txt", "text/plain", b"x"),)))
    assert (Topic.objects.count(), [path for path in media_root.rglob("*") if path.is_file()]) == (0, [])


def test_receive_never_joins_what_has_no_words():
    for number in range(2):
        intake.receive(incoming=incoming(title="Pressemitteilung", html="", ref=f"<{number}>"))
    assert Topic.objects.count() == 2


def test_receive_says_what_was_refused_at_the_twin_too(media_root):
    intake.receive(incoming=incoming())
    again = intake.receive(
        incoming=incoming(ref="<2>", enclosures=(Enclosure("a.exe", "application/octet-stream", b"MZ"),))
    )
    assert (again.source.twin, again.topic.notes.startswith("„a.exe“ kam nicht mit")) == (True, True)


def test_receive_of_what_another_worker_took_meanwhile_leaves_no_file(media_root, monkeypatch):
    first = intake.receive(incoming=incoming(original=Enclosure("a.eml", "message/rfc822", b"x")))
    answers = iter([None, first])
    monkeypatch.setattr(intake, "_known", lambda _incoming: next(answers))
    again = intake.receive(incoming=incoming(original=Enclosure("a.eml", "message/rfc822", b"x")))
    assert again == first
    assert len([path for path in media_root.rglob("*") if path.is_file()]) == 1
