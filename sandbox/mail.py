"""The mail server: takes every message, keeps it whole, and misbehaves on request."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
from email.message import EmailMessage
from typing import Any, cast

import nh3
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from sandbox.faults import Fault
from sandbox.store import Doc
from sandbox.world import World

MAX_MESSAGE = 25 * 1024 * 1024
PLACED = frozenset({"smtp_reply", "smtp_drop"})
"""Faults that name where in the dialogue they strike: ``at`` is ``mail``, ``rcpt`` (default) or ``data``."""
log = logging.getLogger("sandbox.mail")


class Postbox:
    """aiosmtpd's handler. Faults of platform ``smtp`` are played at RCPT or DATA."""

    def __init__(self, world: World) -> None:
        self.world = world

    def _fault(self, kind: str, at: str, recipients: list[str]) -> Fault | None:
        for fault in self.world.faults.waiting("smtp"):
            wanted = str(fault.params.get("recipient", ""))
            place = fault.params.get("at", "rcpt") if kind in PLACED else at
            meant = not wanted or any(wanted in address for address in recipients)
            if fault.kind == kind and place == at and meant:
                return self.world.faults.use(fault)
        return None

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Begin a message, or hang up before it began."""
        if self._fault("smtp_drop", "mail", []):
            return await _hang_up(server)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept a recipient, or refuse it as a fault asks."""
        self.world.calls["smtp"] += 1
        if self._fault("smtp_drop", "rcpt", [address]):
            return await _hang_up(server)
        if fault := self._fault("smtp_reply", "rcpt", [address]):
            return _reply(fault)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the message; one that is kept may still get no answer."""
        self.world.requests += 1
        recipients = list(envelope.rcpt_tos)
        if fault := self._fault("smtp_reply", "data", recipients):
            return _reply(fault)
        if self._fault("smtp_drop", "data", recipients):
            return await _hang_up(server)
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        number = keep(self.world, envelope.mail_from or "", recipients, raw)
        if self._fault("smtp_drop_after_data", "data", recipients):
            return await _hang_up(server)
        if fault := self._fault("smtp_silence", "data", recipients):
            await asyncio.sleep(float(fault.params.get("seconds", 60)))
        return f"250 2.0.0 Ok: queued as {number}"


async def _hang_up(server: SMTP) -> str:
    """Cut the line; the answer then goes nowhere."""
    cast("asyncio.Transport", server.transport).abort()
    # The line is gone; a moment's sleep keeps aiosmtpd from writing into it.
    await asyncio.sleep(0.05)
    return "421 4.3.2 Closing"


def _reply(fault: Fault) -> str:
    code = int(fault.params.get("code", 550))
    words = {4: "4.3.2 Please try again later", 5: "5.1.1 User unknown"}
    return f"{code} {fault.params.get('text') or words.get(code // 100, 'Refused')}"


def keep(world: World, sender: str, recipients: list[str], raw: bytes) -> str:
    """Store one message with its envelope and answer its number."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    store = world.store
    plain = message.get_body(("plain",))
    html = message.get_body(("html",))
    attachments = [_attachment(world, part) for part in message.iter_attachments()]
    text = _content(plain)
    doc: Doc = {
        "id": store.new_id(),
        "title": str(message.get("Subject", "")),
        "text": text or nh3.clean(_content(html), tags=set()),
        "html": _content(html),
        "from": str(message.get("From", sender)),
        "envelope_from": sender,
        "to": recipients,
        "headers": {name: str(value) for name, value in message.items()},
        "media": attachments,
        "warnings": [] if attachments or "Auto-Submitted" in message else ["Die Mail hat keinen Anhang."],
        "raw": {"envelope_from": sender, "envelope_to": recipients, "bytes": len(raw)},
        "source": store.save_file(raw),
    }
    doc["path"] = f"/mail/{doc['id']}"
    store.put("press", "post", doc, account="press")
    log.info("mail from %s to %d recipients: %s", sender, len(recipients), doc["title"])
    return str(doc["id"])


def _content(part: Any) -> str:
    """The text of a part; undecodable bytes become replacement characters."""
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        return bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _attachment(world: World, part: Any) -> dict[str, Any]:
    content = part.get_payload(decode=True) or b""
    mime = part.get_content_type()
    kind = "image" if mime.startswith("image/") else mime.rsplit("/", 1)[-1]
    return {
        "kind": kind,
        "name": part.get_filename() or "Anhang",
        "mime": mime,
        "width": 0,
        "height": 0,
        "bytes": len(content),
        "sha256": world.store.save_file(content),
        "alt": "",
        "cid": (part.get("Content-ID") or "").strip("<> "),
    }


def _anyone(*_: Any) -> AuthResult:
    """Any name and password will do: what is tested is the mail, not the login."""
    return AuthResult(success=True)


async def listen(world: World, host: str, port: int) -> asyncio.Server:
    """Start the SMTP server in the running loop; port 0 takes a free one."""
    loop = asyncio.get_running_loop()

    def protocol() -> SMTP:
        return SMTP(
            Postbox(world),
            data_size_limit=MAX_MESSAGE,
            enable_SMTPUTF8=True,
            hostname="sandbox.example",
            ident="Sandbox",
            auth_require_tls=False,
            authenticator=_anyone,
            loop=loop,
        )

    return await loop.create_server(protocol, host, port)
