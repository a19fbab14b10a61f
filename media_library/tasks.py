"""Doors for Celery."""

from celery import shared_task

from media_library.actions import assets


@shared_task(name="media_library.sweep")
def sweep() -> int:
    """Remove derived files nobody points to any more."""
    return assets.sweep()
