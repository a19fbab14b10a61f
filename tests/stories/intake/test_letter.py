import pytest

from stories.intake import letter as letters
from tests.stories.intake.kit import letter


def read(message) -> letters.Letter:
    return letters.read(message if isinstance(message, bytes) else message.as_bytes())


def html(text: str) -> str:
    return read(letter(text)).incoming.html


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Eins\nzwei\n\nDrei\n", "<p>Eins<br>zwei</p><p>Drei</p>"),
        ("Neu\n\n> Alt\n> älter\n", "<p>Neu</p>"),
        ("Neu\n\nAm 24.11.2026 um 10:00 schrieb Petra Nettekoven:\nAlt\n", "<p>Neu</p>"),
        ("Neu\n\n-----Ursprüngliche Nachricht-----\nVon: X\n", "<p>Neu</p>"),
        ("Neu\n\n-- \nMira Brandt\nTelefon\n", "<p>Neu</p>"),
        (
            "Öffnungszeiten\nVon: 10 bis 18 Uhr\nOrt: Burgplatz\n",
            "<p>Öffnungszeiten<br>Von: 10 bis 18 Uhr<br>Ort: Burgplatz</p>",
        ),
        ("Neu\n\nVon: Petra\nGesendet: Montag\nBetreff: Alt\n\nAlt\n", "<p>Neu</p>"),
        ("> Das Weitergeleitete\n", "<p>Das Weitergeleitete</p>"),
        (
            "-------- Weitergeleitete Nachricht --------\nBetreff: Linden\n\nDas Eigentliche\n",
            "<p>-------- Weitergeleitete Nachricht --------<br>Betreff: Linden</p><p>Das Eigentliche</p>",
        ),
        ("1 < 2 & <b>\n", "<p>1 &lt; 2 &amp; &lt;b&gt;</p>"),
    ],
)
def test_own_words_of_a_plain_letter(text, own):
    assert html(text) == own


def test_own_words_of_an_html_letter():
    message = letter()
    message.add_alternative(
        "<html><body><p class='MsoNormal'>Neu <b>fett</b></p><script>x</script>"
        "<blockquote type='cite'>Alt</blockquote></body></html>",
        subtype="html",
    )
    assert read(message).incoming.html == "<p>Neu <strong>fett</strong></p>"


def test_mere_forward_in_html_is_kept_whole():
    message = letter("")
    message.add_alternative("<div class='gmail_quote'><p>Das Eigentliche</p></div>", subtype="html")
    assert read(message).incoming.html == "<p><p>Das Eigentliche</p></p>".replace("<p><p>", "<p>").replace(
        "</p></p>", "</p>"
    )


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("WG: AW: Re: Linden", "Linden"),
        ("Fwd: [extern] Linden", "[extern] Linden"),
        ("", "Guten Tag, ab Montag pflanzen wir Linden."),
    ],
)
def test_title_without_what_mail_programs_put_before_it(subject, title):
    assert read(letter(subject=subject)).incoming.title == title


def test_windows_letters_are_read_whatever_they_call_themselves():
    raw = (
        b"From: Amt <amt@stadt.example>\r\nSubject: =?windows-1252?Q?Stra=DFe?=\r\nMessage-ID: <w>\r\n"
        b"Content-Type: text/plain; charset=unknown-8bit\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\xfc\xdfe aus K\xf6ln \x96 bald\r\n"
    )
    incoming = read(raw).incoming
    assert (incoming.title, incoming.html) == ("Straße", "<p>Grüße aus Köln – bald</p>")


def test_pictures_within_and_files_beside_come_along():
    message = letter()
    message.add_related(b"\x89PNG\r\n\x1a\n...", maintype="image", subtype="png", cid="<bild>")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Plan für Ämter.pdf")
    assert [(item.name, item.mime) for item in read(message).incoming.enclosures] == [
        ("bild-1", "image/png"), ("Plan für Ämter.pdf", "application/pdf"),
    ]  # fmt: skip


def test_forwarded_letter_comes_along_whole():
    message = letter("Zur Kenntnis\n")
    message.add_attachment(letter("Das Eigentliche\n", subject="Innen"))
    (inner,) = read(message).incoming.enclosures
    assert (inner.mime, b"Das Eigentliche" in inner.data) == ("message/rfc822", True)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"Auto_Submitted": "auto-generated"}, "automatische Antwort"),
        ({"sender": "MAILER-DAEMON@mail.example"}, "automatisch verschickt"),
        ({"Return_Path": "<>"}, "automatisch verschickt"),
    ],
)
def test_what_machines_send_is_no_news(facts, reason):
    assert read(letter(**facts)) == letters.Letter(None, reason)


def test_letter_without_an_id_is_known_by_its_bytes():
    raw = b"From: a@b.example\r\nSubject: x\r\n\r\nText\r\n"
    assert read(raw).incoming.ref == read(raw).incoming.ref
    assert read(raw).incoming.ref.startswith("sha256:")


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff" * 100, b"Subject: =?utf-8?B?=AA?=\r\n\r\n", b"Content-Type: multipart/mixed\r\n\r\n--"]
)
def test_nothing_in_a_mailbox_is_an_error(raw):
    assert read(raw).incoming is not None


def test_bounces_of_the_wild_become_no_topics(samples):
    reasons = [read(path.read_bytes()).incoming is None for path in sorted((samples / "bounces").rglob("*.eml"))]
    assert sum(reasons) >= len(reasons) * 0.9
