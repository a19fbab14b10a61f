"""One message at a time: the order of the evidence, and what strangers may send."""

import time
from email.message import EmailMessage

import pytest

from press import returnpath
from press.enums import ReturnKind as K
from press.models import Recipient
from press.returns.reading import read
from tests.press.returns.kit import complaint, plain, report


@pytest.fixture(autouse=True)
def pattern(settings):
    settings.RETURN_PATH = "presse-rueck+{token}@stadt.example"


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("5.1.1", "550 5.1.1 <anna@zeitung.example>: Recipient address rejected: User unknown", K.HARD),
        ("5.0.0", "550 5.1.1 no such user", K.HARD),
        ("5.0.0", "550 Empfänger unbekannt", K.HARD),
        ("5.4.4", "Host or domain name not found. Name service error", K.HARD),
        ("5.2.2", "552 5.2.2 mailbox full", K.FULL),
        ("5.0.0", "550 Das Postfach des Empfängers ist voll", K.FULL),
        ("4.2.2", "452 4.2.2 over quota", K.FULL),
        ("5.7.1", "550 5.7.1 message rejected", K.POLICY),
        ("5.7.1", "550 5.7.1 user unknown", K.POLICY),
        ("5.1.1", "550 5.1.1 blocked by spam policy", K.POLICY),
        ("5.1.8", "553 5.1.8 sender domain does not exist", K.POLICY),
        ("5.0.0", "554 blocked using zen.spamhaus.org", K.POLICY),
        ("4.4.1", "connect to mx.zeitung.example: Connection timed out", K.SOFT),
        ("5.3.4", "552 5.3.4 message too big", K.SOFT),
        ("5.2.1", "550 5.2.1 The account is disabled", K.SOFT),
        ("4.1.1", "450 4.1.1 user unknown, try again", K.SOFT),
    ],
)
def test_report(status, diagnostic, kind):
    found = read(report(status=status, diagnostic=diagnostic))
    assert (found.kind, found.by, found.address) == (kind, "report", "anna@zeitung.example")


@pytest.mark.parametrize(("action", "kind"), [("delayed", K.DELAY), ("delivered", K.RECEIPT), ("relayed", K.RECEIPT)])
def test_action_of_a_report(action, kind):
    assert read(report(status="4.4.1", action=action)).kind == kind


def test_an_alias_that_reaches_one_of_two_is_not_dead():
    raw = report().replace(
        b"Status: 5.1.1\n",
        b"Status: 5.1.1\n\nFinal-Recipient: rfc822; b@zeitung.example\nAction: delivered\nStatus: 2.0.0\n",
        1,
    )
    found = read(raw)
    assert (len(found.rows), found.kind) == (2, K.RECEIPT)


def test_token_in_the_envelope_or_in_the_copy():
    address = returnpath.address(Recipient(pk=4711))
    assert read(report(path=address)).token == 4711
    copy = EmailMessage()
    copy["Return-Path"], copy["Message-ID"] = f"<{address}>", "<eins@stadt.example>"
    copy.set_content("Mitteilung")
    found = read(report(original=copy.as_bytes()))
    assert (found.token, found.message_ids) == (4711, ("<eins@stadt.example>",))


def test_copy_in_plain_text_is_told_from_the_words_above_it():
    found = read(
        plain(
            "Delivery failed: 550 5.1.1 unknown user\n\n--- Original message follows.\n\n"
            "Message-ID: <zwei@stadt.example>\nSubject: spam and policy\n\nMailbox full",
            sender="MAILER-DAEMON@mx.example", subject="failure notice",
        )
    )  # fmt: skip
    assert (found.kind, found.by, found.message_ids) == (K.HARD, "text", ("<zwei@stadt.example>",))


def test_complaint_and_its_opposite():
    found = read(complaint())
    assert (found.kind, found.address) == (K.COMPLAINT, "anna@zeitung.example")
    assert read(complaint(kind="not-spam")).kind == K.UNCLEAR


@pytest.mark.parametrize(
    "subject",
    ["Abmelden", "abmelden!", "Re: Abmeldung", "Bitte abmelden vom Presseverteiler", "unsubscribe", "Austragen"],
)
def test_unsubscribing(subject):
    assert read(plain("", subject=subject)).kind == K.UNSUBSCRIBE


def test_daemon_without_a_reason_waits_for_a_person():
    found = read(plain("Hier steht nichts.", sender="MAILER-DAEMON@mx.example", subject="Hinweis"))
    assert found.kind == K.UNCLEAR


def bomb() -> dict[str, bytes]:
    head = b"From: MAILER-DAEMON@x.example\nReturn-Path: <>\nSubject: =?utf-8?B?////?= =?nix?Q?=FF?=\n"
    return {
        "empty": b"",
        "zeros": b"\0" * 5000,
        "no end of a boundary": head + b'Content-Type: multipart/report; boundary="x"\n\n--x\nContent-Type: text/plain\n\nhi',
        "nested messages": head + b"Content-Type: message/rfc822\n\n" * 20_000,
        "nested multiparts": head
        + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(5_000)),
        "many parts": head + b'Content-Type: multipart/mixed; boundary="x"\n\n' + b"--x\n\n550 5.1.1\n" * 60_000,
        "many rows": head
        + b'Content-Type: multipart/report; boundary="x"\n\n--x\nContent-Type: message/delivery-status\n\n'
        + b"Final-Recipient: rfc822; a@b.example\nStatus: 5.1.1\n\n" * 20_000,
        "odd charset": head + b"Content-Type: text/plain; charset=punycode\n\n" + b"a-" * 200_000,
        "broken base64": head + b"Content-Transfer-Encoding: base64\n\n" + b"A" * 900_001,
        "long line": head + b"\n" + b"user " * 200_000,
        "brackets": head + b"\n" + b"<" * 500_000,
        "long header": head + b"To: " + b"a2" * 400_000 + b"\n\n",
        "quota words": head + b"\n" + b"exceed mailbox quota sender " * 30_000,
        "zip": head + b"Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\nUEsDBBQ=\n",
    }  # fmt: skip


@pytest.mark.parametrize("name", bomb())
def test_whatever_a_stranger_sends_is_read_in_time(name):
    begun = time.monotonic()
    found = read(bomb()[name])
    assert found.kind in K.values
    assert found.token is None
    assert time.monotonic() - begun < 10
