"""``python -m tests.faults``: the storm on both arrangements, with a summary of each."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.faults import clock, storms
from tests.faults.points import POINTS

BOTH = ("embedded", "distributed")
INSIDE = "NEWSROOM_FAULTS_INSIDE"
# Nothing of the caller's own newsroom may reach a run.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "NEWSROOM_VAR", "PUBLIC_URL", "NEWSROOM_PORT", "SANDBOX_URL")


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
    parser.add_argument("--mutant", default="", help="break the engine first; see tests/faults/mutants.py")
    parser.add_argument("--json", type=Path, help="write the report here as well")
    parser.add_argument("--keep", action="store_true", help="keep the folder although all held")
    return parser.parse_args(arguments)


def _outside(name: str, options: argparse.Namespace, arguments: list[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix=f"newsroom-faults-{name}-"))
    environment = {key: value for key, value in os.environ.items() if key not in FOREIGN}
    environment |= clock.environment(folder) | {INSIDE: str(folder)}
    command = [sys.executable, "-m", "tests.faults", *arguments, "--arrangement", name]
    status = subprocess.run(command, check=False, env=environment).returncode
    if status or options.keep:
        print(f"Saat {options.seed}; alles dazu liegt in {folder}", flush=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return status


def _inside(options: argparse.Namespace) -> int:
    clock.mend_sleep()
    from tests.faults.run import run  # noqa: PLC0415 (after the sleep is mended)

    report = run(options.arrangement, Path(os.environ[INSIDE]), _storm(options), mutant=options.mutant)
    print(report.text(), flush=True)
    if options.json:
        options.json.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    return int(bool(report.broken) or (report.total < options.faults and not options.mutant))


def _storm(options: argparse.Namespace) -> storms.Storm:
    stories = options.stories or max(6, options.faults // 8)
    return storms.storm(
        options.seed, faults=options.faults, stories=stories, points=tuple(POINTS), shares=storms.SHARES
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
