"""The embedded broker: messages in a folder that appear whole or not at all.

Each test names its own queue, since kombu remembers for a whole process what was declared.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from kombu import Connection, Exchange, Queue

from newsroom.folder_broker import Transport


@pytest.fixture
def connection(tmp_path) -> Iterator[Connection]:
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
        "polling_interval": 0.1,
    }
    with Connection("folder://probe", transport_options=options) as opened:
        yield opened


def files(folder: Path) -> list[str]:
    return sorted(path.suffix for path in (folder / "queue").iterdir())


def take(connection: Connection, name: str) -> object:
    with connection.SimpleQueue(name) as queue:
        message = queue.get(timeout=5)
        message.ack()
        return message.payload


def ring(connection: Connection, name: str) -> None:
    with connection.SimpleQueue(name) as queue:
        queue.put({"glocke": name})


def test_embedded_arrangement_uses_it():
    url = "folder://embedded"
    app = Celery("probe", broker=url)
    with app.connection_for_write() as opened:
        assert isinstance(opened.transport, Transport)
    assert settings.CELERY_BROKER_URL in {url, settings.REDIS_URL}
    app.close()


def test_message_arrives_and_leaves_nothing_behind(connection, tmp_path):
    ring(connection, "eins")
    assert files(tmp_path) == [".msg"]
    assert take(connection, "eins") == {"glocke": "eins"}
    assert files(tmp_path) == []


def test_message_being_written_is_not_read(connection, tmp_path):
    (tmp_path / "queue" / "1_halb.zwei.draft").write_text('{"glocke"')
    ring(connection, "zwei")
    assert take(connection, "zwei") == {"glocke": "zwei"}
    assert files(tmp_path) == [".draft"]


def test_unreadable_message_is_dropped_and_the_next_one_arrives(connection, tmp_path, caplog):
    (tmp_path / "queue" / "0_leer.drei.msg").write_text("")
    ring(connection, "drei")
    assert take(connection, "drei") == {"glocke": "drei"}
    assert [record.getMessage() for record in caplog.records] == ["an unreadable message in drei was dropped"]
    assert files(tmp_path) == []


def test_processes_that_start_together_share_one_table(connection, tmp_path):
    """Each thread stands for a process that declares its queues at the same moment."""
    faults: list[BaseException] = []
    together = threading.Barrier(8)

    def declare(number: int) -> None:
        try:
            with connection.clone() as mine, mine.channel() as channel:
                together.wait()
                for name in ("glocke", "bild", "post"):
                    Queue(
                        f"{name}-{number}", routing_key=name, exchange=Exchange(f"tafel-{name}"), channel=channel
                    ).declare()
        except Exception as error:  # noqa: BLE001 (whatever it was, the test tells it)
            faults.append(error)

    threads = [threading.Thread(target=declare, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with connection.channel() as channel:
        assert {len(channel.get_table(f"tafel-{name}")) for name in ("glocke", "bild", "post")} == {8}
