"""Loaded before Django: every test process gets folders and a broker of its own."""

import os
import shutil
import tempfile
from pathlib import Path

# A common parent lets one run's leftovers be found and removed by the next.
_ROOT = Path(tempfile.gettempdir()) / f"newsroom-tests-{os.getuid()}"
_MINE = (
    _ROOT / f"{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
)

os.environ["NEWSROOM_VAR"] = str(_MINE)
os.environ["STATIC_MANIFEST"] = "0"
os.environ["DEBUG"] = "0"
# A connection kept open would hold the test database when it is torn down.
os.environ["CONN_MAX_AGE"] = "0"
for name in ("PUBLIC_URL", "NEWSROOM_PORT", "SANDBOX_PORT", "SANDBOX_SMTP_PORT", "SANDBOX_URL"):
    os.environ.pop(name, None)


def pytest_sessionfinish() -> None:
    shutil.rmtree(_MINE, ignore_errors=True)
