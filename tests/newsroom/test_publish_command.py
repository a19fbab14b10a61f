"""The main job without a screen: a file in, posts out, a ledger back."""

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from channels_publish.actions import accounts
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Delivery, WorkerBeat
from media_library.models import Asset
from newsroom import publishing
from people.models import User
from stories.actions import stories
from stories.models import Story
from tests.factories import channels, media, people
from tests.factories.crises import crisis_on

pytestmark = pytest.mark.django_db(transaction=True)

REPOSITORY = Path(django_settings.BASE_DIR)
RELEASE = {
    "id": "linden",
    "title": "Neue Bäume für den Hofgarten",
    "subtitle": "Das Gartenamt pflanzt ab Montag 40 junge Linden.",
    "body_paragraphs": ["Die Arbeiten dauern bis Freitag.", "Die Wege bleiben offen."],
    "keywords": ["Stadtgrün"],
    "contact": "Mira Brandt, Telefon 0211 89-00000",
    "responsible": "Konrad Ellerbeck",
}
PICTURE = {"file": "bild.jpg", "alt": "Eine junge Linde", "credit": "Foto: M. Brandt"}


@pytest.fixture
def write(tmp_path):
    (tmp_path / "bild.jpg").write_bytes(media.jpeg().read())
    (tmp_path / "kein-bild.jpg").write_text("Das ist Text.")
    shutil.copy(REPOSITORY / "newsroom" / "demo" / "media" / "clip.mp4", tmp_path / "film.mp4")

    def to_file(*releases: dict[str, Any]) -> Path:
        path = tmp_path / "mitteilungen.json"
        path.write_text(json.dumps({"releases": releases}), "utf-8")
        return path

    return to_file


@pytest.fixture
def at(platforms, public):
    """Accounts at the sandbox."""

    def place(*kinds: Kind) -> None:
        for kind in kinds:
            channels.press_account() if kind == Kind.PRESS else channels.account(kind, sandbox=platforms)

    return place


def publish(path: Path, *options: str) -> tuple[int, str, str]:
    """Exit status, what it printed, and what it said meanwhile."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("publish", str(path), "--timeout", "30", *options, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def refused(path: Path, *options: str) -> str:
    with pytest.raises(CommandError) as caught:
        publish(path, *options)
    return str(caught.value)


def test_release_reaches_every_channel_and_the_json_tells_it(at, platforms, write):
    at(*Kind)
    path = write(
        {
            **RELEASE,
            "images": [PICTURE],
            "video": {"file": "film.mp4", "credit": "Film: M. Brandt", "captions_reason": "Nur Musik."},
        }
    )
    status, out, err = publish(path, "--json")
    (story,) = json.loads(out)["stories"]
    rows = {row["channel"]: row for row in story["deliveries"]}
    posts = {post["platform"]: post for post in platforms.wall()["posts"] if post["platform"] != "press"}
    assert (status, list(rows)) == (0, list(Kind))
    assert set(story) == {"title", "deliveries", "left_out"}
    assert {frozenset(row) for row in rows.values()} == {
        frozenset({
            "channel", "account", "state", "remote_id", "url", "title", "text", "alt_texts", "seconds", "message",
            "detail",
        })
    }  # fmt: skip
    assert {row["state"] for row in rows.values()} == {"sent"}
    assert {kind: rows[kind]["url"] for kind in posts} == {kind: post["url"] for kind, post in posts.items()}
    assert (rows["x"]["text"], rows["x"]["alt_texts"]) == (posts["x"]["text"], ["Eine junge Linde"])
    assert rows["website"]["text"] == (
        "Neue Bäume für den Hofgarten\n\nDas Gartenamt pflanzt ab Montag 40 junge Linden.\n\n"
        "Die Arbeiten dauern bis Freitag.\n\nDie Wege bleiben offen."
    )
    assert (story["title"], story["left_out"]) == (RELEASE["title"], [])
    assert "6 von 6 gesendet" in err
    assert WorkerBeat.objects.count() == 0


def test_table_tells_outcome_link_and_what_was_left_out(at, platforms, write):
    at(Kind.X, Kind.YOUTUBE)
    status, out, _err = publish(write(RELEASE))
    lines = out.splitlines()
    (post,) = platforms.posts("x")
    assert (status, lines[0]) == (0, RELEASE["title"])
    assert lines[2].split() == ["Kanal", "Konto", "Stand", "Sekunden", "Link"]
    assert (lines[3].split()[0], lines[3].split()[-1]) == ("X", post["url"])
    assert lines[4].startswith("  – Stadt auf YouTube: Ausgelassen: YouTube braucht ein Video.")


def test_release_in_a_crisis_is_held_and_the_command_says_so_at_once(at, platforms, write):
    at(Kind.X)
    crisis_on()
    began = time.monotonic()
    status, out, _err = publish(write(RELEASE), "--json")
    (row,) = json.loads(out)["stories"][0]["deliveries"]
    assert (status, row["state"], platforms.posts("x")) == (1, "due", [])
    assert row["message"].startswith("Angehalten durch den Krisenmodus.")
    assert time.monotonic() - began < 20


def test_second_run_sends_nothing_twice(at, platforms, write):
    at(Kind.WEBSITE, Kind.FACEBOOK, Kind.X, Kind.PRESS)
    path = write(RELEASE)
    first, second = publish(path, "--json"), publish(path, "--json")
    assert (first[0], first[1]) == (second[0], second[1]) == (0, first[1])
    counts = [len(platforms.posts(kind)) for kind in ("website", "facebook", "x")]
    assert (counts, len(platforms.wall()["mails"]), Story.objects.count()) == ([1, 1, 1], 2, 1)


def test_changed_release_is_another_one(at, platforms, write):
    at(Kind.X)
    publish(write(RELEASE))
    publish(write({**RELEASE, "title": "Noch mehr Bäume für den Hofgarten"}))
    assert (Story.objects.count(), len(platforms.posts("x"))) == (2, 2)


def test_refused_channel_is_named_and_a_second_run_mends_it(at, platforms, write):
    at(Kind.FACEBOOK, Kind.X)
    error = {"error": {"message": "(#100) Invalid parameter", "type": "OAuthException", "code": 100}}
    platforms.fault(platform="facebook", kind="status", status=400, body=error)
    status, out, _err = publish(write(RELEASE))
    assert status == 1
    (line,) = [line for line in out.splitlines() if line.startswith("  →")]
    assert line.startswith("  → Facebook: Stadt auf Facebook: Die Plattform hat den Beitrag abgelehnt.")
    assert line.endswith("(#100) Invalid parameter (100)")
    assert publish(write(RELEASE))[0] == 0
    assert (len(platforms.posts("facebook")), len(platforms.posts("x"))) == (1, 1)


def test_paused_account_is_named_and_keeps_nobody_waiting(at, platforms, write):
    at(Kind.FACEBOOK, Kind.X)
    accounts.pause(account=Account.objects.get(kind=Kind.X), reason="Der Zugang ist abgelaufen.", by=None)
    began = time.monotonic()
    status, out, _err = publish(write(RELEASE))
    assert (status, time.monotonic() - began < 15) == (1, True)
    assert "  → X: Stadt auf X: Das Konto ist angehalten: Der Zugang ist abgelaufen." in out.splitlines()
    assert len(platforms.posts("facebook")) == 1


def test_embargoed_release_goes_to_the_press_and_waits_elsewhere(at, platforms, write):
    at(Kind.PRESS, Kind.X)
    until = (timezone.now() + timedelta(days=2)).isoformat()
    began = time.monotonic()
    status, out, _err = publish(write({**RELEASE, "embargo_until": until}), "--json")
    (story,) = json.loads(out)["stories"]
    assert (status, time.monotonic() - began < 15) == (1, True)
    assert [(row["channel"], row["state"]) for row in story["deliveries"]] == [("press", "sent"), ("x", "due")]
    assert story["deliveries"][1]["message"].startswith("Geplant für ")
    assert (platforms.posts("x"), len(platforms.wall()["mails"])) == ([], 2)


def test_unknown_fields_and_mentioned_pictures_are_told(at, write):
    at(Kind.X)
    _status, _out, err = publish(write({**RELEASE, "erfunden": 1, "images": [{"alt": "ohne Datei"}]}))
    assert "„Neue Bäume für den Hofgarten“: unbekannte Felder übergangen: erfunden" in err
    assert "ein Bild ohne Datei wird nur erwähnt, nicht gesendet" in err


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"title": ""}, "releases[1].title: Die Überschrift fehlt"),
        ({"images": [{**PICTURE, "alt": ""}]}, "releases[1].images[0].alt: Der Alternativtext fehlt"),
        ({"images": [{**PICTURE, "file": "fort.jpg"}]}, "releases[1].images[0].file: Die Datei „fort.jpg“ gibt es"),
        ({"images": [{**PICTURE, "file": "kein-bild.jpg"}]}, "releases[1].images[0].file: „kein-bild.jpg“ ist keine"),
        ({"video": {"file": "bild.jpg"}}, "releases[1].video.file: „bild.jpg“ ist keine Videodatei"),
    ],
    ids=["title", "alternative text", "no such file", "no picture", "no video"],
)
def test_faulty_release_names_the_field_and_creates_nothing(at, platforms, write, fault, words):
    at(Kind.X)
    assert refused(write(RELEASE, {**RELEASE, **fault})).startswith(words)
    counts = (Story.objects.count(), Asset.objects.count(), Delivery.objects.count(), platforms.calls())
    assert counts == (0, 0, 0, [])


def test_malformed_file_names_the_place(at, write, tmp_path):
    path = tmp_path / "kaputt.json"
    path.write_text('[{"title": }]')
    assert refused(path).startswith("kaputt.json, Zeile 1, Spalte 12: Das ist kein gültiges JSON")
    assert Story.objects.count() == 0


def test_release_with_a_gap_is_told(at, write):
    at(Kind.X)
    complete = {**RELEASE, "title": "Fähre fährt wieder"}
    status, _out, err = publish(write({**RELEASE, "contact": ""}, complete))
    assert (status, f"„{RELEASE['title']}“: Der Kontakt fehlt." in err) == (1, True)
    assert {row.headline: row.state for row in Story.objects.all()} == {
        RELEASE["title"]: "draft", "Fähre fährt wieder": "published",
    }  # fmt: skip
    assert Delivery.objects.get().state == State.SENT


def test_version_a_platform_would_refuse_is_told_once_with_its_accounts(at, write):
    at(Kind.WEBSITE)
    # One word without an end: nothing of it can be cut into a teaser.
    status, out, err = publish(write({**RELEASE, "subtitle": "", "body_paragraphs": ["🌳" * 400]}))
    assert (status, out.strip()) == (1, "")
    assert err.count(f"„{RELEASE['title']}“: duesseldorf.de: Stadt auf duesseldorf.de: Der Text ist leer.") == 1


def test_interrupted_run_says_how_to_go_on(at, write, monkeypatch):
    at(Kind.X)
    path = write(RELEASE)

    def told_to_stop(*_stories, **_options):
        signal.raise_signal(signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "wait", told_to_stop)
        assert refused(path).startswith("Abgebrochen. Was schon gesendet ist, bleibt gesendet")
    assert publish(path)[0] == 0
    assert Delivery.objects.get().state == State.SENT


def test_dead_workers_last_sign_is_not_believed(at, platforms, write):
    at(Kind.X)
    WorkerBeat.objects.create(name="getötet", seen_at=timezone.now())
    assert publish(write(RELEASE))[0] == 0
    assert len(platforms.posts("x")) == 1


def test_story_taken_to_the_desk_is_left_there(at, write):
    at(Kind.X)
    path = write(RELEASE)
    publish(path)
    story = Story.objects.get()
    editor = User.objects.get(pk=story.author_id)
    stories.save(story=story, version=story.version, by=editor, lead="Von Hand berichtigt.")
    status, _out, err = publish(path)
    assert (status, "wird am Desk bearbeitet" in err) == (1, True)
    assert (Story.objects.get().state, Delivery.objects.count()) == ("in_review", 1)


def test_people_are_named_or_told(platforms, public, write):
    path = write(RELEASE)
    editor, cvd = people.editor().username, people.cvd().username
    assert "gibt es nicht" in refused(path, "--editor", "niemand")
    assert "hat das nötige Recht nicht" in refused(path, "--cvd", editor)
    assert "müssen --editor und --cvd zwei Personen sein" in refused(path, "--editor", cvd, "--cvd", cvd)


def test_without_people_the_way_out_is_named(transactional_db, write):
    assert refused(write(RELEASE)) == (
        "Niemand hat die Rolle redaktion. Legen Sie Personen an, oder für eine Probe: manage.py demo --prepare"
    )


def test_every_release_of_a_file_is_told(at, platforms, write):
    at(Kind.X)
    status, out, _err = publish(write(RELEASE, {**RELEASE, "title": "Ein zweiter Beitrag"}), "--json")
    assert status == 0
    assert [story["title"] for story in json.loads(out)["stories"]] == [RELEASE["title"], "Ein zweiter Beitrag"]
    assert {row.state for row in Delivery.objects.all()} == {State.SENT}


def free_ports(count: int) -> list[str]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [str(server.getsockname()[1]) for server in sockets]
    for server in sockets:
        server.close()
    return ports


def test_command_brings_along_what_is_missing(tmp_path, write):
    """In a process of its own, with nothing running: web for the pictures, worker and sandbox."""
    web, http, smtp = free_ports(3)
    environment = {
        **os.environ, "NEWSROOM_VAR": str(tmp_path / "var"), "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "REDIS_URL": "", "NEWSROOM_PORT": web, "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "SANDBOX_PORT": http, "SANDBOX_SMTP_PORT": smtp, "SANDBOX_URL": f"http://127.0.0.1:{http}",
        "DEMO_PASSWORD": "nur-fuer-die-probe",
    }  # fmt: skip

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error::ResourceWarning", "manage.py", *arguments]
        return subprocess.run(
            command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    prepared = manage("demo", "--prepare")
    assert (prepared.returncode, prepared.stderr) == (0, prepared.stderr)
    run = manage("publish", str(write({**RELEASE, "images": [PICTURE]})), "--with-sandbox", "--json")
    assert run.returncode == 0, run.stderr
    (story,) = json.loads(run.stdout)["stories"]
    kinds = {row["channel"]: row["state"] for row in story["deliveries"]}
    assert kinds == dict.fromkeys(["press", "website", "facebook", "x", "instagram"], "sent")
    assert [gone["channel"] for gone in story["left_out"]] == ["youtube"]
