"""Doors for Celery."""

import logging

from celery import shared_task
from django.utils import timezone

from media_library.messages import BadFile
from press.actions import accreditations, kits
from press.models import PressKit

logger = logging.getLogger(__name__)


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
