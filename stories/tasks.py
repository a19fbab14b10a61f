"""Doors of the workers to the stories."""

import imaplib
import logging

from celery import shared_task
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from stories.actions import copies, feeds, intake, recurrences
from stories.intake import mailbox

logger = logging.getLogger(__name__)


@shared_task(name="stories.tidy", ignore_result=True)
def tidy() -> None:
    """Remove what nobody came back for."""
    copies.tidy()


@shared_task(name="stories.fetch_mail", ignore_result=True)
def fetch_mail() -> None:
    """Read the newsroom's mailbox, where one is set; a server that is away is asked again in a minute."""
    if not settings.INTAKE_IMAP_URL:
        return
    try:
        moved = mailbox.fetch(mailbox.Mailbox.of(settings.INTAKE_IMAP_URL), intake.take_letter)
    except (OperationalError, InterfaceError) as error:
        logger.error("the newsroom's mailbox waits for the database: %s", error)  # noqa: TRY400 (the trace says no more)
    except (OSError, imaplib.IMAP4.error, ValueError) as error:
        logger.error("the newsroom's mailbox cannot be read: %s", error)  # noqa: TRY400 (the trace says no more)
        intake.visited(problem=mailbox.told(error))
    else:
        intake.visited(letters=sum(moved.values()))


@shared_task(name="stories.make_recurring", ignore_result=True)
def make_recurring() -> None:
    """Make the topics whose lead time has begun."""
    recurrences.make_due(now=timezone.now())


@shared_task(name="stories.read_feeds", ignore_result=True)
def read_feeds() -> None:
    """Read every feed whose time has come."""
    feeds.read_due()
