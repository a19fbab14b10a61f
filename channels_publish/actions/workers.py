"""A worker's sign of life. It leaves no audit row: every two seconds one, and nobody's deed."""

from django.utils import timezone

from channels_publish.models import WorkerBeat


def beat(*, name: str) -> None:
    """The worker of this name is there."""
    WorkerBeat.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})


def leave(*, name: str) -> None:
    """It ended in good order; nobody need wait for its next sign."""
    WorkerBeat.objects.filter(name=name).delete()
