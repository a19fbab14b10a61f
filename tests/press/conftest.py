"""A post, a press list, and a mail server that answers as told."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client
from PIL import Image as Picture

from channels_publish.adapters.base import Image, Post
from channels_publish.models import Account
from press.actions import lists, mailings
from press.document import PdfRelease
from press.models import DistributionList

# A seed that leaves two or three readers as they are.
IN_ORDER = 5
ISSUED = datetime.fromisoformat("2026-11-23T09:05:00+01:00")


@dataclass(slots=True)
class Mailbox:
    """What the mail server got, and what it shall answer.

    ``rcpt`` and ``data`` map an address to the reply for it, ``cut`` names addresses whose
    connection breaks: at ``rcpt``, or after the text was taken.
    """

    port: int
    mails: list[tuple[str, str, bytes]] = field(default_factory=list)
    connections: int = 0
    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    mail_from: str = ""
    cut: dict[str, str] = field(default_factory=dict)

    def to(self) -> list[str]:
        return [recipient for _sender, recipient, _raw in self.mails]

    def parsed(self, index: int = 0) -> EmailMessage:
        return message_from_bytes(self.mails[index][2], policy=policy.default)

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]):  # noqa: N802 (the server's own name)
        session.host_name = hostname
        self.connections += 1
        return answers

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):  # noqa: N802 (the server's own name)
        if self.mail_from:
            return self.mail_from
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):  # noqa: N802 (the server's own name)
        if self.cut.get(address) == "rcpt":
            del self.cut[address]
            server.transport.abort()
            return "250 OK"
        if answer := self.rcpt.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope):  # noqa: N802 (the server's own name)
        (recipient,) = envelope.rcpt_tos
        if answer := self.data.get(recipient):
            return answer
        self.mails.append((envelope.mail_from, recipient, envelope.original_content))
        if self.cut.get(recipient) == "data":
            server.transport.abort()
        return "250 2.0.0 queued"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    """A mail server in a real SMTP dialogue; the settings point at it."""
    box = Mailbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    box.connections = 0
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = "", False, 5
    settings.DEFAULT_FROM_EMAIL = "Presseamt Düsseldorf <presse@duesseldorf.example>"
    yield box
    controller.stop()


@pytest.fixture
def press_list(db, settings, tmp_path, monkeypatch) -> DistributionList:
    """A list of three journalists; files of the test go into its own folder, and chance puts all in their own order."""
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path
    monkeypatch.setattr(mailings, "fresh_seed", lambda: IN_ORDER)
    account = Account.objects.create(kind="press", name="Lokalpresse Düsseldorf")
    made = lists.create_list(name="Lokalpresse Düsseldorf", account=account, by=None)
    for name in ("anna", "bert", "clara"):
        lists.add_contact(name=name.title(), email=f"{name}@zeitung.example", by=None, lists=[made])
    return made


@pytest.fixture
def make_image(tmp_path: Path) -> Callable[..., Image]:
    """A JPEG on disk with its description."""

    def make(name: str = "bild.jpg", *, size: tuple[int, int] = (320, 180), mode: str = "RGB", **facts: str) -> Image:
        path = tmp_path / name
        Picture.new(mode, size).save(path, "JPEG")
        facts = {"alt": "Blick auf das Rheinufer", "credit": "Erika Beispiel", "caption": "Am Ufer", **facts}
        return Image(
            name=name, path=str(path), url="", mime="image/jpeg", width=size[0], height=size[1],
            size=path.stat().st_size, sha256="0" * 64, **facts,
        )  # fmt: skip

    return make


@pytest.fixture
def make_post() -> Callable[..., Post]:
    def make(**facts) -> Post:
        return Post(
            **{
                "title": "Neue Grünanlage am Rheinufer eröffnet",
                "text": "Die Stadt hat am Montag die Grünanlage am Rheinufer eröffnet.",
                "html": "<p>Sie bietet Platz für Sport, Spiel und Erholung.</p>",
                "kicker": "Stadtgrün",
                "department": "Garten-, Friedhofs- und Forstamt",
                "contact": "Erika Beispiel\nTelefon 0211 89-00000\npresse@duesseldorf.example",
                "responsible": "Max Muster, Amt für Kommunikation",
                "link": "https://www.duesseldorf.example/gruen",
                "date": "2026-11-23T09:00:00+01:00",
                "slug": "neue-gruenanlage",
                **facts,
            }
        )

    return make


@pytest.fixture
def make_release(make_post) -> Callable[..., PdfRelease]:
    def make(**facts) -> PdfRelease:
        return PdfRelease(post=make_post(**facts), issued=ISSUED, number="2026-11-23/01")

    return make


@pytest.fixture
def strict_client() -> Client:
    """A mail program: no cookie, no form token."""
    return Client(enforce_csrf_checks=True)
