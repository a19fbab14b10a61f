"""``python -m tests.faults``: the storm on both arrangements, with a summary of each."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import fields
from pathlib import Path

from tests.faults import clock, mutants, storms
from tests.faults.arrangements import Missing
from tests.faults.crew import REPOSITORY
from tests.faults.points import POINTS
from tests.faults.run import run

BOTH = ("embedded", "distributed")
INSIDE = "NEWSROOM_FAULTS_INSIDE"
# Nothing else of the caller's environment reaches a run: it may describe another newsroom.
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")


def main(arguments: list[str]) -> int:
    """Run every arrangement in a process of its own; the exit status tells whether all held."""
    options = _options(arguments)
    if os.environ.get(INSIDE):
        return _inside(options)
    names = BOTH if options.arrangement == "both" else (options.arrangement,)
    return max([_outside(name, options, arguments) for name in names])


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--arrangement", choices=[*BOTH, "both"], default="both")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--stories", type=int, default=0, help="0: as many as the faults need")
    parser.add_argument(
        "--mutant",
        default="",
        choices=["", *mutants.MUTANTS],
        help="break the engine first; see tests/faults/mutants.py",
    )
    parser.add_argument(
        "--healthy",
        action="store_true",
        help="the storm of the mutant, or of all that freeze nobody, over a whole engine",
    )
    parser.add_argument("--json", type=Path, help="write the report here as well")
    parser.add_argument("--keep", action="store_true", help="keep the folder although all held")
    return parser.parse_args(arguments)


def _outside(name: str, options: argparse.Namespace, arguments: list[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix=f"newsroom-faults-{name}-"))
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment |= clock.environment(folder) | {INSIDE: str(folder)}
    command = [sys.executable, "-m", "tests.faults", *arguments, "--arrangement", name]
    status = _waited(subprocess.Popen(command, env=environment, cwd=REPOSITORY))
    clock.tidy()
    if options.keep or (status and (options.healthy or not options.mutant)):
        print(f"Saat {options.seed}; alles dazu liegt in {folder}", flush=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return status


def _waited(run: subprocess.Popen[bytes]) -> int:
    """Its exit status; whoever ends us ends it too, and it takes its servers and workers down."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return run.wait()
    except (KeyboardInterrupt, SystemExit):
        run.terminate()
        run.wait(60)
        raise


def _inside(options: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    storm = _storm(options)
    try:
        report = run(
            options.arrangement, Path(os.environ[INSIDE]), storm, mutant="" if options.healthy else options.mutant
        )
    except Missing as error:
        print(f"== Störungen, Anordnung {options.arrangement}: übersprungen ({error})", flush=True)
        return 0
    print(report.text(), flush=True)
    if options.json:
        # Not asdict, which makes a Counter count its own pairs.
        facts = {each.name: getattr(report, each.name) for each in fields(report)}
        options.json.write_text(json.dumps(facts, ensure_ascii=False, indent=1))
    return int(bool(report.broken) or report.total < storm.faults)


def _storm(options: argparse.Namespace) -> storms.Storm:
    if options.mutant or options.healthy:
        names = [options.mutant] if options.mutant else [name for name in mutants.MUTANTS if not mutants.freezes(name)]
        return mutants.storm(names, options.seed)
    stories = options.stories or max(6, options.faults // 8)
    return storms.storm(
        options.seed, faults=options.faults, stories=stories, points=tuple(POINTS), shares=storms.SHARES
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
