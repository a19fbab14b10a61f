"""Doors of the workers to the stories."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from stories.actions import copies, feeds, intake, recurrences
from stories.intake import mailbox


@shared_task(name="stories.tidy", ignore_result=True)
def tidy() -> None:
    """Remove what nobody came back for."""
    copies.tidy()


@shared_task(name="stories.fetch_mail", ignore_result=True)
def fetch_mail() -> None:
    """Read the newsroom's mailbox, where one is set; a server that is away is asked again in a minute."""
    mailbox.attend(settings.INTAKE_IMAP_URL, intake.take_letter, intake.visited)


@shared_task(name="stories.make_recurring", ignore_result=True)
def make_recurring() -> None:
    """Make the topics whose lead time has begun."""
    recurrences.make_due(now=timezone.now())


@shared_task(name="stories.read_feeds", ignore_result=True)
def read_feeds() -> None:
    """Read every feed whose time has come."""
    feeds.read_due()
