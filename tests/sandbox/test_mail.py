"""The mail server in a real SMTP dialogue."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
import requests

from tests.sandbox_process import Sandbox

PDF = b"%PDF-1.7 demo"


def message() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Pressemitteilung: Brücke"
    mail["From"] = "Presseamt <presse@stadt.example>"
    mail["To"] = "redaktion@zeitung.example"
    mail.set_content("Guten Tag")
    mail.add_alternative("<p>Guten <b>Tag</b></p>", subtype="html")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="pm.pdf")
    return mail


def send(sandbox: Sandbox, *to: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=10) as server:
        refused = server.send_message(message(), "bounce+7@stadt.example", to or ["a@b.example"])
        return dict(refused)


def test_message_is_kept_whole(sandbox: Sandbox) -> None:
    assert send(sandbox, "a@zeitung.example", "b@radio.example") == {}
    [mail] = sandbox.wall()["mails"]
    assert mail["to"] == ["a@zeitung.example", "b@radio.example"]
    assert mail["envelope_from"] == "bounce+7@stadt.example"
    assert mail["subject"] == "Pressemitteilung: Brücke"
    assert (mail["text"].strip(), mail["html"].strip()) == (
        "Guten Tag",
        "<p>Guten <b>Tag</b></p>",
    )
    assert mail["headers"]["To"] == "redaktion@zeitung.example"
    [pdf] = mail["attachments"]
    assert (pdf["name"], pdf["mime"], pdf["bytes"]) == ("pm.pdf", "application/pdf", len(PDF))
    assert requests.get(pdf["url"], timeout=9).content == PDF
    [post] = sandbox.posts("press")
    assert post["title"] == "Pressemitteilung: Brücke"
    assert requests.get(post["url"], timeout=9).status_code == 200


def test_recipient_refused_by_name(sandbox: Sandbox) -> None:
    sandbox.fault(platform="smtp", kind="smtp_reply", code=550, recipient="gone@")
    refused = send(sandbox, "a@zeitung.example", "gone@zeitung.example")
    assert {to: code for to, (code, _) in refused.items()} == {"gone@zeitung.example": 550}
    assert sandbox.wall()["mails"][0]["to"] == ["a@zeitung.example"]
    assert sandbox.faults() == []


def test_greylisting_at_recipient(sandbox: Sandbox) -> None:
    sandbox.fault(platform="smtp", kind="smtp_reply", code=451, text="4.7.1 Greylisted")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(sandbox)
    assert caught.value.recipients == {"a@b.example": (451, b"4.7.1 Greylisted")}
    assert send(sandbox) == {}


def test_refused_at_data(sandbox: Sandbox) -> None:
    sandbox.fault(platform="smtp", kind="smtp_reply", code=554, text="5.7.1 Spam", at="data")
    with pytest.raises(smtplib.SMTPDataError) as caught:
        send(sandbox)
    assert caught.value.smtp_code == 554
    assert sandbox.wall()["mails"] == []


def test_line_cut_after_data_leaves_the_mail_there(sandbox: Sandbox) -> None:
    sandbox.fault(platform="smtp", kind="smtp_drop_after_data")
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(sandbox)
    assert len(sandbox.wall()["mails"]) == 1
    assert send(sandbox) == {}


@pytest.mark.parametrize("at", ["mail", "rcpt", "data"])
def test_line_cut_within_the_dialogue_keeps_nothing(sandbox: Sandbox, at: str) -> None:
    sandbox.fault(platform="smtp", kind="smtp_drop", at=at)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(sandbox)
    assert (sandbox.wall()["mails"], sandbox.faults()) == ([], [])
    assert send(sandbox) == {}


def test_silent_mail_server_has_the_mail(sandbox: Sandbox) -> None:
    sandbox.fault(platform="smtp", kind="smtp_silence", seconds=30)
    with (
        pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)),
        smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=0.5) as server,
    ):
        server.send_message(message(), "bounce+7@stadt.example", ["a@b.example"])
    assert len(sandbox.wall()["mails"]) == 1
