"""A real IMAP server for the tests: Dovecot from Debian's packages, on a free loopback port, in a folder of its own."""

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "newsroom", "geheim"
CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
mail_location = maildir:{root}/mail/%u
first_valid_uid = 0
first_valid_gid = 0
mail_uid = {uid}
mail_gid = {gid}
listen = 127.0.0.1
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/home
}}
namespace inbox {{
  inbox = yes
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running server with one empty mailbox."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def connect(self) -> imaplib.IMAP4:
        server = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        server.login(USER, PASSWORD)
        return server

    def put(self, raw: bytes) -> None:
        """A new letter in the mailbox."""
        with closing_session(self.connect()) as server:
            status, words = server.append("INBOX", None, None, raw)
            assert status == "OK", words

    def subjects(self, folder: str = "INBOX", *, unread: bool = False) -> list[str]:
        """What lies in a folder, oldest first."""
        with closing_session(self.connect()) as server:
            if server.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            _status, found = server.search(None, "UNSEEN" if unread else "ALL")
            subjects = []
            for number in found[0].split():
                _status, parts = server.fetch(number, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
                subjects.append(parts[0][1].decode().removeprefix("Subject: ").strip())
            return subjects

    def empty(self) -> None:
        """As a new mailbox."""
        with closing_session(self.connect()) as server:
            _status, rows = server.list()
            for row in rows:
                folder = row.decode().rpartition(' "." ')[2].strip('"')
                if folder != "INBOX":
                    server.delete(f'"{folder}"')
            server.select("INBOX")
            server.store("1:*", "+FLAGS", r"\Deleted") if server.search(None, "ALL")[1][0] else None
            server.expunge()


def closing_session(server: imaplib.IMAP4):
    return closing(_Session(server))


class _Session:
    """``close`` of imaplib ends only a selected folder."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def __getattr__(self, name: str):
        return getattr(self._server, name)

    def close(self) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self._server.logout()


def program() -> str | None:
    return shutil.which("dovecot") or next((path for path in ("/usr/sbin/dovecot",) if Path(path).exists()), None)


@pytest.fixture(scope="session")
def dovecot_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    dovecot = program()
    if dovecot is None:
        pytest.skip("no Dovecot on this machine (Debian: dovecot-imapd)")
    # Its sockets have short names only.
    root = Path(tempfile.mkdtemp(prefix="imap-"))
    root.chmod(0o755)
    for folder in ("run", "state", "mail", "home"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = root / "dovecot.conf"
    config.write_text(CONFIG.format(root=root, port=port, password=PASSWORD, **_people(root)))
    process = subprocess.Popen([dovecot, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    server = Dovecot(port)
    try:
        _wait(server, process, root)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stderr.close()
        shutil.rmtree(root, ignore_errors=True)


def _people(root: Path) -> dict[str, str | int]:
    """As whom its processes run. For root it insists on the package's own users; anybody else runs it as themselves."""
    if os.getuid():
        me, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
        return {"login": me, "internal": me, "group": group, "uid": os.getuid(), "gid": os.getgid()}
    owner = pwd.getpwnam("mail")
    for folder in ("mail", "home"):
        os.chown(root / folder, owner.pw_uid, owner.pw_gid)
    return {
        "login": "dovenull", "internal": "dovecot", "group": "dovecot", "uid": owner.pw_uid, "gid": owner.pw_gid,
    }  # fmt: skip


@pytest.fixture
def mailserver(dovecot_server: Dovecot) -> Dovecot:
    """The server with an empty mailbox."""
    dovecot_server.empty()
    return dovecot_server


def _wait(server: Dovecot, process: subprocess.Popen, root: Path) -> None:
    pause = threading.Event()
    for _attempt in range(100):
        if process.poll() is not None:
            break
        with suppress(OSError, imaplib.IMAP4.error), closing_session(server.connect()):
            return
        pause.wait(0.1)
    log = (root / "log").read_text() if (root / "log").exists() else ""
    pytest.fail(
        f"Dovecot does not answer: {process.stderr.read1(2000) if process.poll() is not None else ''} {log[-2000:]}"
    )
