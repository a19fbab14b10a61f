"""The mail as bytes on the wire: parts, encoding, headers."""

import uuid
from email import message_from_bytes, policy

import pytest

from press.mail import MailError, build, compose
from tests.press.conftest import ISSUED

KEY = uuid.UUID("5f0c1c1e-6b1a-4b57-9d5e-2d7f3f6a0001")
FACTS = {
    "pdf": b"%PDF-1.7 test",
    "file_name": "pressemitteilung-neue-gruenanlage.pdf",
    "sender": "Presseamt Düsseldorf <presse@duesseldorf.example>",
    "list_name": "Lokalpresse Düsseldorf",
    "list_key": "presseverteiler-7",
}


def raw(release, recipient="anna@zeitung.example", **facts) -> bytes:
    letter = compose(release, **{**FACTS, **facts})
    return build(letter, recipient=recipient, key=KEY, date=ISSUED).as_bytes(policy=policy.SMTP)


def parsed(data: bytes):
    return message_from_bytes(data, policy=policy.default)


def test_mail_is_mixed_of_alternative_and_pdf(make_release):
    message = parsed(raw(make_release()))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert [part.defects for part in message.walk()] == [[]] * 5


def test_mail_is_seven_bit_in_short_lines(make_release):
    data = raw(make_release(html=f"<p>{'ü' * 3000}</p><p>{'x' * 3000}</p>", title="Grüße aus Kyjiw – Київ"))
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert b"8bit" not in data


def test_mail_headers_are_those_of_a_press_list(make_release):
    message = parsed(raw(make_release()))
    assert {name: str(message[name]) for name in message if name not in {"Content-Type", "MIME-Version"}} == {
        "From": "Presseamt Düsseldorf <presse@duesseldorf.example>",
        "To": "anna@zeitung.example",
        "Subject": "Pressemitteilung: Neue Grünanlage am Rheinufer eröffnet",
        "Date": "Mon, 23 Nov 2026 09:05:00 +0100",
        "Message-ID": f"<{uuid.uuid5(KEY, 'anna@zeitung.example')}@duesseldorf.example>",
        "List-Id": "Lokalpresse Duesseldorf <presseverteiler-7.duesseldorf.example>",
        "List-Help": "<mailto:presse@duesseldorf.example?subject=Hilfe>",
        "List-Unsubscribe": "<mailto:presse@duesseldorf.example?subject=Abmelden>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "de",
    }


def test_mail_under_embargo_says_so_in_the_subject(make_release):
    message = parsed(raw(make_release(embargo="2026-12-06T11:00:00+01:00")))
    assert message["Subject"] == (
        "SPERRFRIST: Sonntag, 6. Dezember 2026, 11 Uhr – Pressemitteilung: Neue Grünanlage am Rheinufer eröffnet"
    )
    text = message.get_body(("plain",)).get_content()
    assert text.splitlines()[4] == "SPERRFRIST: Sonntag, 6. Dezember 2026, 11 Uhr"
    assert "SPERRFRIST: Sonntag, 6. Dezember 2026, 11 Uhr" in message.get_body(("html",)).get_content()


def test_mail_attachment_is_the_pdf_under_its_name(make_release):
    (attachment,) = parsed(raw(make_release())).iter_attachments()
    assert attachment.get_filename() == "pressemitteilung-neue-gruenanlage.pdf"
    assert attachment.get_content() == b"%PDF-1.7 test"


def test_mail_message_id_is_the_same_for_every_try_and_differs_by_recipient(make_release):
    ids = [parsed(raw(make_release(), who))["Message-ID"] for who in ("a@x.example", "a@x.example", "b@x.example")]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("evil", ["\r\nBcc: all@x.example", "\nX: y", "\rX: y", "\x00", "\u2028X: y", "\x85X: y"])
@pytest.mark.parametrize("field", ["title", "file_name", "sender", "list_name", "list_key", "recipient"])
def test_mail_with_line_break_in_a_header_field_is_refused(make_release, field, evil):
    values = {**FACTS, "recipient": "anna@zeitung.example", "title": "Titel"}
    values[field] += evil
    recipient, title = values.pop("recipient"), values.pop("title")
    with pytest.raises(MailError) as caught:
        raw(make_release(title=title), recipient, **values)
    assert caught.value.field == field


def test_mail_html_fetches_and_runs_nothing(make_release):
    release = make_release(
        html='<p onclick="x()">Text<script>alert(1)</script><img src="https://a.example/x.png"></p>',
        title="<b>Titel & Co</b>",
        contact="<script>x</script>",
    )
    html = parsed(raw(release)).get_body(("html",)).get_content()
    for part in ("<script", "<img", "onclick", "<link", "url("):
        assert part not in html
    assert "&lt;b&gt;Titel &amp; Co&lt;/b&gt;" in html


def test_mail_html_keeps_doctype_and_carries_styles_inline(make_release):
    html = parsed(raw(make_release())).get_body(("html",)).get_content()
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="de">' in html
    assert '<h1 style="' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert html.count('role="presentation"') == html.count("<table")
