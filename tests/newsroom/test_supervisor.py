"""Processes that start together, are watched, and end together. The processes are real."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from newsroom.supervisor import DidNotStart, Port, PortInUse, Service, Supervisor, answers, listens, python_module

LISTEN = """
import http.server, sys
print("eine Zeile im Protokoll", flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


@pytest.fixture(autouse=True)
def var_dir(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def occupied() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def server(name: str = "server") -> tuple[Service, int]:
    port = free_port()
    command = [sys.executable, "-c", LISTEN, str(port)]
    return Service(name, command, lambda: listens(port), (Port(port, "Probe", "PROBE_PORT"),)), port


def script(code: str, **facts) -> Service:
    return Service("skript", [sys.executable, "-c", code], facts.pop("ready", lambda: True), **facts)


def test_start_waits_until_all_answer_and_stop_ends_them(var_dir):
    (first, port), (second, other) = server("eins"), server("zwei")
    with Supervisor([first, second]) as supervisor:
        supervisor.start()
        assert (answers(f"http://127.0.0.1:{port}/"), listens(other)) == (True, True)
    assert (listens(port), listens(other)) == (False, False)
    assert "eine Zeile im Protokoll" in (var_dir / "log" / "eins.log").read_text()


def test_occupied_port_is_named_with_the_way_out():
    service, port = server()
    with occupied() as taken:
        blocked = Service("zwei", [sys.executable], lambda: True, (Port(taken, "Sandbox", "SANDBOX_PORT"),))
        with Supervisor([service, blocked]) as supervisor, pytest.raises(PortInUse) as caught:
            supervisor.start()
    assert str(caught.value) == (
        f"Port {taken} (Sandbox) ist belegt. Beenden Sie das andere Programm "
        f"oder wählen Sie einen freien: make … SANDBOX_PORT={taken + 10}"
    )
    assert listens(port) is False


def test_process_that_dies_while_starting_is_named_and_the_others_end(var_dir):
    service, port = server()
    broken = script("import sys; print('Grund', flush=True); sys.exit(3)", ready=lambda: False)
    with Supervisor([service, broken]) as supervisor, pytest.raises(DidNotStart) as caught:
        supervisor.start()
    log = var_dir / "log" / "skript.log"
    assert str(caught.value) == f"skript hat sich beendet (Code 3). Näheres steht in {log}."
    assert (log.read_text(), listens(port)) == ("Grund\n", False)


def test_watch_names_the_process_that_ended(var_dir):
    ends = script("import time; time.sleep(0.2)")
    with Supervisor([ends]) as supervisor:
        supervisor.start()
        with pytest.raises(DidNotStart, match=r"skript hat sich beendet \(Code 0\)"):
            supervisor.watch()


def test_every_process_may_end_by_itself(var_dir):
    mark = var_dir / "ende.txt"
    code = (
        "import signal, sys, time\n"
        "def end(*_):\n"
        f"    open({str(mark)!r}, 'a').write(sys.argv[1]); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"open({str(var_dir)!r} + '/' + sys.argv[1], 'w').close()\n"
        "time.sleep(60)"
    )
    names = ("a", "b")
    services = [Service(name, [sys.executable, "-c", code, name], (var_dir / name).exists) for name in names]
    with Supervisor(services) as supervisor:
        supervisor.start()
    assert sorted(mark.read_text()) == ["a", "b"]


def test_environment_is_added_to_ours(var_dir):
    seen = var_dir / "umgebung.txt"
    code = f"import os; open({str(seen)!r}, 'w').write(os.environ['PROBE'] + os.environ['PATH'])"
    service = script(code, ready=lambda: seen.exists() and seen.read_text() != "", environment={"PROBE": "ja:"})
    with Supervisor([service]) as supervisor:
        supervisor.start()
    assert seen.read_text() == "ja:" + os.environ["PATH"]


def test_interrupt_of_the_terminal_does_not_reach_the_processes_directly(var_dir):
    """They stand in a session of their own, so that they end in order and not all at once."""
    mark = var_dir / "sitzung.txt"
    code = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getsid(0))); time.sleep(60)"
    ready = lambda: mark.exists() and mark.read_text() != ""  # noqa: E731
    with Supervisor([script(code, ready=ready)]) as supervisor:
        supervisor.start()
    assert int(mark.read_text()) != os.getsid(0)


def test_answers_only_to_a_page_that_is_well():
    service, port = server()
    assert answers(f"http://127.0.0.1:{port}/") is False
    with Supervisor([service]) as supervisor:
        supervisor.start()
        assert answers(f"http://127.0.0.1:{port}/") is True
        assert answers(f"http://127.0.0.1:{port}/fort") is False


def test_python_module_is_this_interpreter():
    run = subprocess.run(python_module("json.tool", "--help"), capture_output=True, check=True, timeout=30)
    assert run.stdout.startswith(b"usage")
