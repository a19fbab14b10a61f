"""Doors of the workers to the stories."""

from celery import shared_task

from stories.actions import copies


@shared_task(name="stories.tidy", ignore_result=True)
def tidy() -> None:
    """Remove what nobody came back for."""
    copies.tidy()
