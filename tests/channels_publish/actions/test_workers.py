from channels_publish.actions import workers
from channels_publish.models import WorkerBeat


def test_a_worker_is_one_row_however_often_it_beats(db):
    workers.beat(name="host:1")
    first = WorkerBeat.objects.get().seen_at
    workers.beat(name="host:1")
    workers.beat(name="host:2")
    assert set(WorkerBeat.objects.values_list("name", flat=True)) == {"host:1", "host:2"}
    assert WorkerBeat.objects.get(name="host:1").seen_at > first


def test_a_worker_that_leaves_takes_only_its_own_sign_along(db):
    workers.beat(name="host:1")
    workers.beat(name="host:2")
    workers.leave(name="host:1")
    assert [beat.name for beat in WorkerBeat.objects.all()] == ["host:2"]
