"""Issuing a press release: its number and its PDF."""

import hashlib
from dataclasses import asdict
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from channels_publish.adapters.base import Post
from people import audit
from people.models import User
from press import pdf
from press.dates import CITY
from press.document import PdfRelease
from press.models import PressRelease
from press.searchable import words
from search.actions import entries
from stories.content import digest
from stories.models import Story

TRIES = 5


def fingerprint(post: Post) -> str:
    """The checksum of what a release says. Places of files do not count, their contents do."""
    content = asdict(post)
    for image in content["images"]:
        image.pop("path")
        image.pop("url")
    content.pop("video")
    content["tags"] = list(post.tags)
    amendments = content.pop("amendments")
    for amendment in amendments:
        amendment.pop("key")  # lists that got the same release get the same correction
    if amendments:
        content["amendments"] = amendments
    return digest(content)


def issue(*, post: Post, by: User | None) -> PressRelease:
    """The release for this content: the one it already has, or a new number of today with its PDF.

    Raises pdf.PdfError when the PDF cannot be made; the number then stays and is used at the next try.
    """
    release = _numbered(post, by)
    if not release.pdf:
        _attach(release, pdf.render(document(release, post)), by)
    return release


def document(release: PressRelease, post: Post) -> PdfRelease:
    """What PDF and mail of this release show, the same at every try."""
    return PdfRelease(post=post, number=release.number, issued=release.created_at)


def _numbered(post: Post, by: User | None) -> PressRelease:
    """Find or make the row; two workers at once get two numbers or, for one text, the same row."""
    mark = fingerprint(post)
    for _try in range(TRIES):
        if found := PressRelease.objects.filter(fingerprint=mark).first():
            return found
        try:
            return _create(post, mark, timezone.now(), by)
        except IntegrityError:
            continue
    raise RuntimeError(f"no free number for a press release in {TRIES} tries")


@transaction.atomic
def _create(post: Post, mark: str, now: datetime, by: User | None) -> PressRelease:
    day = now.astimezone(CITY).date()
    serial = (PressRelease.objects.filter(day=day).aggregate(last=Max("serial"))["last"] or 0) + 1
    release = PressRelease.objects.create(
        number=PressRelease.format_number(day, serial),
        day=day,
        serial=serial,
        fingerprint=mark,
        story=Story.objects.filter(slug=post.slug).first() if post.slug else None,
        headline=PdfRelease(post=post, issued=now).title[:300],
        slug=post.slug[:120],
        created_at=now,
    )
    entries.put(**words(release))
    audit.record(by=by, verb="press.number_release", target=release, number=release.number)
    return release


@transaction.atomic
def _attach(release: PressRelease, content: bytes, by: User | None) -> None:
    """Store the PDF, unless another worker was faster; theirs has the same bytes."""
    stored = PressRelease.objects.select_for_update().get(pk=release.pk)
    if not stored.pdf:
        stored.pdf.save(stored.file_name, ContentFile(content), save=False)
        stored.sha256 = hashlib.sha256(content).hexdigest()
        stored.save(update_fields=["pdf", "sha256"])
        audit.record(by=by, verb="press.make_pdf", target=stored, sha256=stored.sha256)
    release.pdf, release.sha256 = stored.pdf, stored.sha256
