"""Doors of the workers to the press office."""

import logging
from typing import Final

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from media_library.messages import BadFile
from press.actions import accreditations, imports, kits, returns, signups
from press.enums import Door, ReturnKind
from press.models import PressKit
from press.returns.anatomy import MAX_BYTES
from stories.intake import mailbox

logger = logging.getLogger(__name__)

DONE: Final = "Verarbeitet"
OPEN: Final = "Ungeklärt"
# What a person writes stays in the inbox, flagged, and unread for whoever reads there. A bounce that somebody opened
# before us is taken all the same; and of each message only what we read is fetched, not our own PDF coming back.
MANNER: Final = mailbox.Manner(
    wanted=("UNFLAGGED", "UNDELETED"), first_bytes=MAX_BYTES, folders=(DONE, OPEN), broken=OPEN
)


@shared_task(name="press.fetch_returns", ignore_result=True)
def fetch_returns() -> None:
    """Read the mailbox for returns, where one is set; a server that is away is asked again in a minute."""
    mailbox.attend(settings.RETURNS_IMAP_URL, _take, returns.visited, MANNER)


@shared_task(name="press.note_refusals", ignore_result=True)
def note_refusals() -> None:
    """What mail servers refused while a mailing was sent becomes a return."""
    returns.note_refusals()


@shared_task(name="press.tidy_returns", ignore_result=True)
def tidy_returns() -> None:
    """Drop the text of old returns."""
    returns.tidy()


@shared_task(name="press.tidy", ignore_result=True)
def tidy() -> None:
    """Delete what nobody confirmed, links that have ended, and the cells of files nobody took over."""
    now = timezone.now()
    signups.tidy(now=now)
    imports.tidy(now=now)


@shared_task(name="press.forget_accreditations", ignore_result=True)
def forget_accreditations() -> None:
    """Delete what is known of people whose press date is long over."""
    accreditations.forget_due(now=timezone.now())


@shared_task(name="press.build_kit", ignore_result=True)
def build_kit(pk: int) -> None:
    """Make the zip ahead; whoever asks first makes it where this fails."""
    kit = PressKit.objects.select_related("story__live").filter(pk=pk).first()
    if kit is None:
        return
    try:
        kits.built(kit, timezone.now())
    except (BadFile, OSError) as error:
        logger.warning("press kit %s cannot be packed ahead: %s", pk, type(error).__name__)


@shared_task(name="press.sweep_kits", ignore_result=True)
def sweep_kits() -> None:
    """Remove zips nobody fetches."""
    kits.sweep()


def _take(raw: bytes) -> str:
    row = returns.take(raw=raw, door=Door.MAILBOX)
    if row.kind == ReturnKind.ANSWER:
        return ""
    return OPEN if row.open else DONE
