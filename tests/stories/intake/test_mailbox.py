"""The mailbox at a real Dovecot."""

import pytest
from django.db import OperationalError

from stories.actions import intake
from stories.enums import SourceKind
from stories.intake import mailbox
from stories.models import Department, IntakeLink, MailboxVisit, Topic, TopicSource
from stories.tasks import fetch_mail
from tests.stories.intake.kit import letter, word_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(mailserver, settings, media_root) -> mailbox.Mailbox:
    settings.INTAKE_IMAP_URL = mailserver.url
    return mailbox.Mailbox.of(mailserver.url)


def test_letter_becomes_a_topic_and_is_moved_aside(box, mailserver):
    mailserver.put(letter().as_bytes())
    fetch_mail()
    topic = Topic.objects.get()
    source = topic.sources.get()
    assert (topic.title, topic.text) == (
        "Linden im Hofgarten",
        "<p>Guten Tag,</p><p>ab Montag pflanzen wir Linden.</p>",
    )
    assert (source.kind, source.sender, source.email, source.ref) == (
        SourceKind.MAIL, "Mira Brandt", "mira.brandt@stadt.example", "<linden@stadt.example>",
    )  # fmt: skip
    assert (mailserver.subjects(), mailserver.subjects(mailbox.DONE)) == ([], ["Linden im Hofgarten"])


def test_worker_that_dies_before_moving_doubles_nothing(box, mailserver):
    mailserver.put(letter().as_bytes())

    def die(raw: bytes) -> str:
        intake.take_letter(raw)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mailbox.fetch(box, die)
    assert (mailserver.subjects(unread=True), TopicSource.objects.count()) == (["Linden im Hofgarten"], 1)
    fetch_mail()
    assert (mailserver.subjects(), TopicSource.objects.count(), Topic.objects.count()) == ([], 1, 1)


def test_automatic_answers_are_sorted_out(box, mailserver):
    mailserver.put(letter(subject="Abwesend", Auto_Submitted="auto-replied").as_bytes())
    fetch_mail()
    assert (Topic.objects.count(), mailserver.subjects(mailbox.ASIDE)) == (0, ["Abwesend"])


def test_message_that_breaks_us_is_kept_apart_and_the_next_is_read(box, mailserver, caplog):
    for subject in ("Bricht", "Geht"):
        mailserver.put(letter(subject=subject, ref=f"<{subject}>").as_bytes())

    def take(raw: bytes) -> str:
        if b"Bricht" in raw:
            raise RuntimeError("unlesbar")
        return intake.take_letter(raw)

    assert mailbox.fetch(box, take) == {mailbox.BROKEN: 1, mailbox.DONE: 1}
    assert (mailserver.subjects(mailbox.BROKEN), Topic.objects.get().title) == (["Bricht"], "Geht")
    assert "could not be taken in" in caplog.text


def test_database_that_is_away_leaves_the_letter_unread(box, mailserver):
    mailserver.put(letter().as_bytes())

    def take(_raw: bytes) -> str:
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError):
        mailbox.fetch(box, take)
    assert mailserver.subjects(unread=True) == ["Linden im Hofgarten"]


def test_same_id_with_other_words_is_another_arrival(box, mailserver):
    for words in ("Eins\n", "Zwei\n"):
        mailserver.put(letter(words).as_bytes())
    fetch_mail()
    assert sorted(Topic.objects.values_list("text", flat=True)) == ["<p>Eins</p>", "<p>Zwei</p>"]


def test_letter_with_a_damaged_word_file_still_becomes_a_topic(box, mailserver):
    message = letter("Anbei.\n")
    broken = bytearray(word_file())
    place = broken.find(b"word/document.xml") + 200
    broken[place : place + 50] = b"\0" * 50
    message.add_attachment(bytes(broken), maintype="application", subtype="octet-stream", filename="kaputt.docx")
    mailserver.put(message.as_bytes())
    fetch_mail()
    assert (Topic.objects.get().text, mailserver.subjects(mailbox.DONE)) == ("<p>Anbei.</p>", ["Linden im Hofgarten"])


def test_sender_with_a_personal_link_brings_the_department(box, mailserver):
    park = Department.objects.create(name="Gartenamt")
    IntakeLink.objects.create(name="Mira", email="Mira.Brandt@stadt.example", department=park, digest="x")
    mailserver.put(letter().as_bytes())
    fetch_mail()
    assert Topic.objects.get().department == park


def test_attached_word_file_is_the_text_of_a_cover_note(box, mailserver):
    message = letter("Anbei die Mitteilung.\n", subject="WG: Radweg")
    message.add_attachment(
        word_file(), maintype="application", subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="Radweg am Rhein.docx",
    )  # fmt: skip
    mailserver.put(message.as_bytes())
    fetch_mail()
    topic = Topic.objects.get()
    assert (topic.title, topic.text.startswith("<p>Die Stadt baut ab Montag.</p><h2>Zeitplan</h2>")) == (
        "Neuer Radweg am Rhein", True,
    )  # fmt: skip
    attachments = topic.sources.get().attachments.all()
    assert [(item.name, item.mime, item.alt_text) for item in attachments][1] == (
        "Bild 1.jpg", "image/jpeg", "Ein Bagger am Rheinufer",
    )  # fmt: skip


def test_server_that_refuses_us_is_logged_and_nothing_breaks(settings, mailserver, caplog):
    settings.INTAKE_IMAP_URL = mailserver.url.replace("geheim", "falsch")
    fetch_mail()
    assert "cannot be read" in caplog.text
    assert "falsch" not in caplog.text
    visit = MailboxVisit.objects.get()
    assert visit.problem.startswith("Der Mailserver lehnt ab: ")
    assert (visit.failures, visit.letter_at, "falsch" in visit.problem) == (1, None, False)


def test_visits_are_noted_for_the_page_that_shows_them(box, mailserver):
    fetch_mail()
    first = MailboxVisit.objects.get()
    assert (first.problem, first.letter_at) == ("", None)
    mailserver.put(letter().as_bytes())
    fetch_mail()
    second = MailboxVisit.objects.get()
    assert second.letter_at == second.visited_at > first.visited_at


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("imap://u:p@127.0.0.1:1/INBOX", "Der Mailserver ist nicht zu erreichen: "),
        ("pop3://u:p@127.0.0.1/", "Die Adresse des Postfachs ist unbrauchbar."),
    ],
)
def test_mailbox_out_of_reach_says_why(settings, db, url, words):
    settings.INTAKE_IMAP_URL = url
    fetch_mail()
    fetch_mail()
    visit = MailboxVisit.objects.get()
    assert (visit.problem.startswith(words), visit.failures) == (True, 2)


def test_without_a_mailbox_nothing_is_asked(settings):
    settings.INTAKE_IMAP_URL = ""
    fetch_mail()
    assert Topic.objects.count() == 0


@pytest.mark.parametrize("url", ["", "https://u:p@host", "imaps://host/INBOX"])
def test_address_that_is_none(url):
    with pytest.raises(ValueError, match="imaps://"):
        mailbox.Mailbox.of(url)


def test_address_is_read_with_its_escapes():
    assert mailbox.Mailbox.of("imaps://news%40stadt.example:p%2Fw@mail.example/Eingang") == mailbox.Mailbox(
        "mail.example", 993, "news@stadt.example", "p/w", "Eingang", tls=True
    )
