"""``make test``: the suite on SQLite, and again on PostgreSQL with Redis where both are found."""

import os
import subprocess
import sys

from tests.services import found

# Nothing in these meets the database, or asks it anything it could answer differently: a second arrangement would
# prove nothing.
WITHOUT_DATABASE = (
    "tests/sandbox", "tests/channels_publish/adapters", "tests/stories/language", "tests/stories/intake/test_word.py",
    "tests/stories/intake/test_letter.py", "tests/stories/intake/test_safety.py", "tests/newsroom/test_access.py",
    "tests/newsroom/test_handbook.py",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run both arrangements; the exit status is the first that failed."""
    # Stealing, since a journey takes as long as a hundred other tests and they stand side by side; one process more
    # than cores, since a journey mostly waits for its browser.
    workers = ["-n", str(min((os.cpu_count() or 2) + 1, 8)), "--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", *workers, "-m", "not faults", *arguments]
    print("== SQLite, eingebetteter Broker", flush=True)
    status = subprocess.run(command, check=False).returncode
    services = found()
    if services.missing:
        print(f"== PostgreSQL mit Redis: übersprungen ({services.missing})", flush=True)
        return status
    print("== PostgreSQL mit Redis", flush=True)
    ignored = [f"--ignore={folder}" for folder in WITHOUT_DATABASE]
    environment = {**os.environ, "DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url}
    second = subprocess.run(
        [*command, "-m", "not browser and not faults", *ignored], check=False, env=environment
    ).returncode
    return status or second


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
