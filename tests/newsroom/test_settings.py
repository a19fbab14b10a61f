"""Secrets come from the environment, from files, or in the rehearsal from a file made once."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

KEY = Fernet.generate_key().decode()
SHOW = "from newsroom import settings as s; print(repr(s.TOKEN_KEYS), s.OAUTH['x']['client_id'], s.OAUTH['x']['token_url'], s.OAUTH['meta']['client_secret'])"


def load(folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The settings as another process reads them."""
    names = ("PATH", "HOME", "LANG")
    given = {name: os.environ[name] for name in names if name in os.environ} | {"NEWSROOM_VAR": str(folder)} | env
    return subprocess.run(
        [sys.executable, "-c", SHOW], cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, check=False
    )


def test_rehearsal_makes_a_key_once_for_its_owner_alone(tmp_path):
    first, again = load(tmp_path), load(tmp_path)
    assert (first.returncode, first.stdout) == (0, again.stdout)
    for name in ("token_keys", "secret_key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.glob("*_key*")) == ["secret_key", "token_keys"]
    assert Fernet((tmp_path / "token_keys").read_text())


def test_many_starting_at_once_make_one_key(tmp_path):
    env = dict(os.environ) | {"NEWSROOM_VAR": str(tmp_path)}
    command = [sys.executable, "-c", "from newsroom import settings; print(settings.TOKEN_KEYS, settings.SECRET_KEY)"]
    started = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1


@pytest.mark.parametrize(
    ("missing", "given"), [("TOKEN_KEYS", {"SECRET_KEY": "x"}), ("SECRET_KEY", {"TOKEN_KEYS": KEY})]
)
def test_in_earnest_a_missing_secret_names_the_remedy(tmp_path, missing, given):
    process = load(tmp_path, NEWSROOM_DEMO="0", **given)
    last = process.stderr.strip().splitlines()[-1]
    assert process.returncode == 1
    assert last.startswith(f"django.core.exceptions.ImproperlyConfigured: {missing} is missing")
    assert ("openssl rand" in last) is (missing == "TOKEN_KEYS")
    assert not (tmp_path / "token_keys").exists()


def test_newest_key_comes_first_and_a_file_serves_as_well(tmp_path):
    (tmp_path / "keys").write_text("neu\nalt\n")
    (tmp_path / "app").write_text("geheim\n")
    files = {"TOKEN_KEYS_FILE": str(tmp_path / "keys"), "META_APP_SECRET_FILE": str(tmp_path / "app")}
    assert load(tmp_path, **files).stdout.split()[:2] == ["['neu',", "'alt']"]
    assert load(tmp_path, **files).stdout.split()[-1] == "geheim"
    assert load(tmp_path, TOKEN_KEYS=f"{KEY}, alt").stdout.startswith(f"['{KEY}', 'alt']")


def test_in_earnest_the_platforms_are_the_real_ones_and_no_app_is_assumed(tmp_path):
    process = load(tmp_path, NEWSROOM_DEMO="0", SECRET_KEY="x", TOKEN_KEYS=KEY, X_CLIENT_ID="")
    assert process.stdout.split("] ")[1].strip() == "https://api.x.com/2/oauth2/token"


def test_rehearsal_points_at_the_sandbox(tmp_path):
    process = load(tmp_path, SANDBOX_URL="http://127.0.0.1:9", X_CLIENT_ID="")
    assert process.stdout.split("] ")[1].split() == [
        "newsroom-sandbox", "http://127.0.0.1:9/x/2/oauth2/token", "nur-zum-ueben",
    ]  # fmt: skip
