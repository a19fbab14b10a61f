"""Fixtures every test may use."""

import json
from pathlib import Path

import pytest

pytest_plugins = ["tests.sandbox_process", "tests.office", "tests.consent", "tests.browser", "tests.dovecot"]

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The maintainers' sample folder; a user's clone has none, so its tests skip there."""
    if not SAMPLES.is_dir():
        pytest.skip("the maintainers' sample folder (../shared/samples) is not part of a clone")
    return SAMPLES


@pytest.fixture(scope="session")
def sample_releases(samples: Path) -> list[dict]:
    """Real German municipal press releases."""
    return json.loads((samples / "pressreleases.json").read_text("utf-8"))["releases"]
