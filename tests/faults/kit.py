"""The harness from a test: one run in a process of its own, and its report."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.faults.crew import REPOSITORY


@dataclass(frozen=True, slots=True)
class Run:
    """``status`` is the exit status; ``broken`` the invariants that failed; ``output`` what it printed."""

    status: int
    broken: frozenset[str]
    injected: dict[str, int]
    states: dict[str, int]
    output: str


def harness(folder: Path, *options: str) -> Run:
    """Run ``python -m tests.faults`` with these options and read what it reports."""
    report = folder / "report.json"
    command = [sys.executable, "-m", "tests.faults", "--json", str(report), *options]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    said = json.loads(report.read_text())
    return Run(done.returncode, frozenset(said["broken"]), said["injected"], said["states"], done.stdout)
