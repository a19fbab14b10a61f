"""Prepared mails are the same mails as those built one by one."""

import base64
import uuid
from email import message_from_bytes, policy

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from press.dkim import Signer, problems
from press.frame import Frame, Personal
from press.mail import MailError, build, compose
from tests.press.conftest import ISSUED
from tests.press.test_mail import FACTS, KEY

LEAVE = "https://newsroom.example/gast/abmelden/7.1:abc/"
ANNA = Personal("anna@zeitung.example", KEY, LEAVE)


def pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def record(key) -> bytes:
    public = key.public_key()
    if isinstance(key, rsa.RSAPrivateKey):
        raw = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return b"v=DKIM1; k=rsa; p=" + base64.b64encode(raw)
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return b"v=DKIM1; k=ed25519; p=" + base64.b64encode(raw)


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def unstuffed(data: bytes) -> bytes:
    return data.replace(b"\r\n..", b"\r\n.")


def signed(release, key) -> bytes:
    signer = Signer(pem=pem(key), selector="presse", domain="duesseldorf.example")
    return unstuffed(Frame(compose(release, **FACTS), date=ISSUED, signer=signer).address(ANNA))


def verified(data: bytes, key) -> bool:
    names = []

    def dns(name, timeout=5):
        names.append(name)
        return record(key)

    valid = dkim.verify(data, dnsfunc=dns)
    assert names == [b"presse._domainkey.duesseldorf.example."]
    return valid


def test_prepared_mail_equals_the_built_one(make_release):
    letter = compose(make_release(html="<p>.Punkt<br>..zwei</p>"), **FACTS)
    fast = message_from_bytes(unstuffed(Frame(letter, date=ISSUED).address(ANNA)), policy=policy.default)
    slow = message_from_bytes(
        build(letter, recipient=ANNA.recipient, key=KEY, date=ISSUED, unsubscribe=LEAVE).as_bytes(policy=policy.SMTP),
        policy=policy.default,
    )
    boundaries = {"Content-Type"}
    assert {n: str(v) for n, v in fast.items() if n not in boundaries} == {
        n: str(v) for n, v in slow.items() if n not in boundaries
    }
    parts = [(p.get_content_type(), p.get_content()) for p in fast.walk() if not p.is_multipart()]
    assert parts == [(p.get_content_type(), p.get_content()) for p in slow.walk() if not p.is_multipart()]
    assert fast["List-Unsubscribe"] == f"<{LEAVE}>, <mailto:presse@duesseldorf.example?subject=Abmelden>"
    assert fast["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("evil", ["a@x.example\r\nBcc: b@x.example", "ü@x.example"])
def test_prepared_mail_refuses_an_address_that_breaks_a_header(make_release, evil):
    frame = Frame(compose(make_release(), **FACTS), date=ISSUED)
    with pytest.raises(MailError):
        frame.address(Personal(evil, KEY))


def test_signature_is_valid_for_others_and_covers_both_ways_to_leave(make_release, key):
    data = signed(make_release(), key)
    assert verified(data, key)
    line = "".join(message_from_bytes(data, policy=policy.default)["DKIM-Signature"].split())
    names = line.partition("h=")[2].partition(";")[0].split(":")
    assert (names.count("from"), {"list-unsubscribe", "list-unsubscribe-post"} <= set(names)) == (2, True)


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", b"List-Unsubscribe-Post: nein"),
        (b"abmelden/7.1", b"abmelden/8.1"),
        (b"To: anna@", b"To: bert@"),
        (b"From: ", b"From: wer@anders.example\r\nFrom: "),
    ],
)
def test_signature_breaks_when_the_mail_is_changed(make_release, key, found, put):
    data = signed(make_release(), key)
    assert found in data
    assert not verified(data.replace(found, put, 1), key)


def test_signature_with_ed25519_is_well_formed(make_release):
    key = ed25519.Ed25519PrivateKey.generate()
    line = message_from_bytes(signed(make_release(), key), policy=policy.default)["DKIM-Signature"]
    assert "a=ed25519-sha256" in line


def test_key_that_cannot_sign_is_found_at_start(settings, tmp_path, key):
    settings.DKIM_KEY = ""
    assert problems() == []
    settings.DKIM_KEY = str(tmp_path / "fehlt.pem")
    assert [found.id for found in problems()] == ["press.E002"]
    (tmp_path / "fehlt.pem").write_bytes(pem(key))
    settings.DKIM_SELECTOR = ""
    assert [found.id for found in problems()] == ["press.E002"]
    settings.DKIM_SELECTOR, settings.DKIM_DOMAIN = "presse", "duesseldorf.example"
    assert problems() == []


def test_personal_mails_differ_only_in_their_own_lines(make_release):
    frame = Frame(compose(make_release(), **FACTS), date=ISSUED)
    one, two = (frame.address(Personal(f"{name}@x.example", uuid.UUID(int=1))) for name in ("a", "b"))
    assert one.partition(b"From: ")[2] == two.partition(b"From: ")[2]
