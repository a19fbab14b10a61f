"""The roof: settings, addresses, the Celery application and the screens that span rooms."""

from newsroom.celery import app as celery_app

__all__ = ["celery_app"]
