"""Taking in what arrives from outside: each piece becomes a topic, or joins the one that is there."""

import hashlib
import io
from contextlib import ExitStack
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from media_library import files
from people import audit
from people.models import User
from search.actions import entries
from stories.intake import letter, mailbox
from stories.intake.incoming import Enclosure, Incoming
from stories.intake.safety import admit
from stories.intake.sameness import WINDOW, fingerprint, sketch
from stories.likeness import nearest
from stories.models import Attachment, IntakeLink, MailboxVisit, Topic, TopicSource
from stories.models.topics import intake_path
from stories.richtext import clean
from stories.searchable import topic_words

REF_LIMIT = 255


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it. ``known`` says the very same arrival had been taken in before."""

    topic: Topic
    source: TopicSource
    known: bool = False


def receive(*, incoming: Incoming, by: User | None = None) -> Received:
    """Take in one piece of news with its files.

    The same ``ref`` by the same door changes nothing; the same words within thirty days join their topic as a
    further source. Files that may not come in are named in the topic's notes. The others are stored before the
    transaction opens and go again if it fails.
    """
    incoming = _named(incoming)
    if known := _known(incoming):
        return known
    admission = admit(incoming.enclosures)
    incoming = replace(incoming, enclosures=admission.admitted)
    with ExitStack() as stored:
        original = _store(stored, incoming.original)
        names = [_store(stored, item) for item in incoming.enclosures]
        try:
            with transaction.atomic():
                notes = "\n".join(filter(None, [incoming.notes, *admission.refused]))
                return _write(incoming, original, names, notes, by)
        except IntegrityError:
            # Another worker took the same one in since we looked; its files are there already.
            known = _known(incoming)
            if known is None:
                raise
            for name in filter(None, [original, *names]):
                files.forget(name)
            return known


def take_letter(raw: bytes) -> str:
    """Take in a message from the mailbox; the folder it goes to afterwards.

    The department is that of the sender's personal link, where there is one.
    """
    read = letter.read(raw, received_at=timezone.now())
    if read.incoming is None:
        return mailbox.ASIDE
    link = IntakeLink.objects.filter(email__iexact=read.incoming.email).select_related("department").first()
    receive(incoming=replace(read.incoming, department=link.department if link else None))
    return mailbox.DONE


def visited(*, letters: int = 0, problem: str = "") -> MailboxVisit:
    """Note how a visit to the mailbox went, for the page that shows it."""
    last = MailboxVisit.objects.first() or MailboxVisit()
    mailbox.note(last, letters=letters, problem=problem)
    last.save()
    return last


def _named(incoming: Incoming) -> Incoming:
    """A reference that fits its column, and is another one where two letters carry the same for different words."""
    ref = incoming.ref
    if len(ref) > REF_LIMIT:
        ref = f"sha256:{hashlib.sha256(ref.encode()).hexdigest()}"
    first = TopicSource.objects.filter(kind=incoming.kind, ref=ref).exclude(original="").first() if ref else None
    if first and incoming.original:
        with first.original.open("rb") as file:
            same = file.read() == incoming.original.data
        if not same:
            ref = f"{ref[:180]}#{hashlib.sha256(incoming.original.data).hexdigest()}"
    return replace(incoming, ref=ref)


def _known(incoming: Incoming) -> Received | None:
    if not incoming.ref:
        return None
    rows = TopicSource.objects.select_related("topic").filter(kind=incoming.kind, ref=incoming.ref)
    source = rows.first()
    return Received(source.topic, source, known=True) if source else None


def _store(stored: ExitStack, item: Enclosure | None) -> str:
    if item is None:
        return ""
    return stored.enter_context(files.stored(io.BytesIO(item.data), intake_path(Attachment(), item.name)))


def _write(incoming: Incoming, original: str, names: list[str], notes: str, by: User | None) -> Received:
    html = clean(incoming.html)
    title = " ".join(incoming.title.split())[:250] or "Ohne Titel"
    topic, twin = _topic(incoming, title, html, notes, by)
    source = TopicSource.objects.create(
        topic=topic, kind=incoming.kind, ref=incoming.ref, sender=incoming.sender[:200], email=incoming.email,
        url=incoming.url[:500], title=title, text=html, twin=twin, received_at=incoming.received_at,
        original=original, original_name=incoming.original.name[-255:] if incoming.original else "",
        original_mime=incoming.original.mime[:100] if incoming.original else "",
    )  # fmt: skip
    for item, name in zip(incoming.enclosures, names, strict=True):
        Attachment.objects.create(
            source=source, name=item.name[-255:], mime=item.mime[:100], size=len(item.data), file=name,
            sha256=hashlib.sha256(item.data).hexdigest(), alt_text=item.alt_text[:1000],
        )  # fmt: skip
    audit.record(by=by, verb="stories.receive", target=topic, kind=incoming.kind, twin=source.twin)
    return Received(topic, source)


def _topic(incoming: Incoming, title: str, html: str, notes: str, by: User | None) -> tuple[Topic, bool]:
    """The topic with the same words of the last weeks, and that it was there; else a new one."""
    mark = fingerprint(title, html)
    recent = Topic.objects.filter(fingerprint=mark, created_at__gte=incoming.received_at - WINDOW)
    twin = recent.first() if mark else None
    if twin:
        return _noted(twin, notes), True
    sample = sketch(title, html)
    topic = Topic.objects.create(
        title=title, text=html, notes=notes, department=incoming.department, deadline=incoming.deadline,
        fingerprint=mark, sketch=sample, alike_id=nearest(sample, incoming.received_at), created_by=by,
    )  # fmt: skip
    entries.put(**topic_words(topic))
    return topic, False


def _noted(topic: Topic, notes: str) -> Topic:
    """What a further source wants the newsroom to know, below what is there; whoever writes in it just now is told."""
    if not notes:
        return topic
    row = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    row.notes = f"{row.notes}\n{notes}".strip()
    row.version += 1
    row.save(update_fields=["notes", "version", "updated_at"])
    return row
