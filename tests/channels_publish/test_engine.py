"""The engine with its real threads, against the sandbox."""

import json
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from channels_publish import engine as engines
from channels_publish import sending, tasks
from channels_publish.actions import accounts, deliveries, renditions
from channels_publish.engine import Engine
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Attempt, Delivery, WorkerBeat
from stories.models import Story
from tests.channels_publish.adapters.kit import Answer, wire
from tests.factories import channels

pytestmark = pytest.mark.django_db(transaction=True)


def until(settled: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for what the threads bring about."""
    deadline = time.monotonic() + seconds
    while not settled():
        assert time.monotonic() < deadline, list(
            Delivery.objects.values_list("account__kind", "state", "code", "detail")
        )
        time.sleep(0.02)


def all_in(*states: State) -> Callable[[], bool]:
    return lambda: not Delivery.objects.exclude(state__in=states).exists()


def helpers() -> list[str]:
    """Our threads that are alive."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(("deliver", "delivery-clock"))]


@pytest.fixture
def engine(platforms) -> Iterator[Engine]:
    """An engine that works; afterwards nothing of it may be left."""
    with Engine() as running:
        yield running
    assert helpers() == []


def at_sandbox(platforms, *kinds: Kind) -> None:
    for kind in kinds:
        channels.press_account() if kind == Kind.PRESS else channels.account(kind, sandbox=platforms)


def posts_by_text(platforms, kind: Kind) -> Counter:
    return Counter(post["text"] for post in platforms.posts(kind))


def test_story_with_pictures_and_video_reaches_every_channel(office, platforms, public, engine):
    at_sandbox(platforms, *Kind)
    story = channels.approved(by=office.editor, pictures=2, video=True)
    engine.ring()
    until(all_in(State.SENT))
    wall, rows = platforms.wall(), {row.account.kind: row for row in Delivery.objects.select_related("account")}
    posts = {post["platform"]: post for post in wall["posts"] if post["platform"] != "press"}
    social = (Kind.FACEBOOK, Kind.X, Kind.INSTAGRAM, Kind.YOUTUBE)
    assert set(rows) == set(Kind)
    assert set(posts) == {"website", "facebook", "x", "instagram", "youtube"}
    assert {kind: posts[kind]["text"] for kind in social} == {kind: rows[kind].rendition.text for kind in social}
    assert {kind: post["url"] for kind, post in posts.items()} == {
        kind: row.url for kind, row in rows.items() if kind != "press"
    }
    assert posts["website"]["title"] == posts["youtube"]["title"] == story.headline
    assert {kind: post["alt_texts"] for kind, post in posts.items()} == {
        "website": ["Linde 1", "Linde 2"],
        "facebook": [""],
        "x": ["Linde 1", "Linde 2"],
        "instagram": ["Linde 1", "Linde 2"],
        "youtube": [""],
    }
    assert [posts[kind]["media"][0]["sha256"] for kind in ("facebook", "youtube")] == [story.video.sha256] * 2
    assert len(wall["mails"]) == 2
    assert {row.rendition.story.state for row in rows.values()} == {"published"}


def test_pictures_go_to_facebook_with_their_alternative_texts(office, platforms, engine):
    at_sandbox(platforms, Kind.FACEBOOK)
    channels.approved(by=office.editor, pictures=3)
    engine.ring()
    until(all_in(State.SENT))
    (post,) = platforms.posts("facebook")
    assert post["alt_texts"] == ["Linde 1", "Linde 2", "Linde 3"]


def test_clock_finds_what_is_due_without_a_bell(office, platforms, engine):
    at_sandbox(platforms, Kind.X)
    channels.approved(by=office.editor)
    until(all_in(State.SENT), seconds=engines.LONGEST_SLEEP + 5)


def test_planned_row_goes_out_at_its_time_and_not_before(office, platforms, engine):
    at_sandbox(platforms, Kind.X)
    moment = timezone.now() + timedelta(seconds=2)
    story = channels.approved(by=office.editor, at=moment)
    engine.ring()
    until(all_in(State.SENT))
    row = channels.delivery(story)
    assert moment <= row.started_at < moment + timedelta(seconds=10)


def test_lost_answer_is_found_on_the_wall_once(office, platforms, engine):
    at_sandbox(platforms, Kind.X, Kind.FACEBOOK)
    platforms.fault(platform="x", kind="commit_drop")
    platforms.fault(platform="facebook", kind="commit_status", status=502)
    channels.approved(by=office.editor)
    engine.ring()
    until(all_in(State.SENT))
    assert set(Delivery.objects.values_list("code", flat=True)) == {"found"}
    assert (len(platforms.posts("x")), len(platforms.posts("facebook"))) == (1, 1)


def test_lost_request_is_sent_once_after_two_absences(office, platforms, engine):
    at_sandbox(platforms, Kind.X)
    platforms.fault(platform="x", kind="drop", match="@publish")
    channels.approved(by=office.editor)
    engine.ring()
    until(all_in(State.SENT))
    assert list(Attempt.objects.values_list("outcome", flat=True)) == ["unknown", "sent"]
    assert len(platforms.posts("x")) == 1


def test_account_waits_until_it_is_mended(office, platforms, engine):
    at_sandbox(platforms, Kind.X)
    platforms.fault(platform="x", kind="expired_token")
    channels.approved(by=office.editor)
    engine.ring()
    until(all_in(State.ACCOUNT))
    accounts.resume(account=Account.objects.get(), by=office.admin)
    engine.ring()
    until(all_in(State.SENT))
    assert len(platforms.posts("x")) == 1


def test_rows_of_a_silent_worker_are_read_back_and_never_repeated_blindly(office, platforms):
    """The worker died after the platform had it, and before it could write that down."""
    at_sandbox(platforms, Kind.X)
    story = channels.approved(by=office.editor)
    (claim,) = deliveries.claim_due(worker="dead", limit=1)
    sending.send(claim)
    Delivery.objects.update(
        state=State.SENDING, remote_id="", url="", settled_at=None, lease_until=timezone.now() - timedelta(seconds=1)
    )
    with Engine() as engine:
        engine.ring()
        until(all_in(State.SENT))
    row = channels.delivery(story)
    (post,) = platforms.posts("x")
    assert (row.code, row.remote_id, row.attempts.get().outcome) == ("found", post["id"], "lost")


def test_answer_that_comes_after_the_lease_ran_out_changes_nothing(office, platforms, settings, engine, caplog):
    settings.DELIVERY_SETTLE_SECONDS = 2.0
    at_sandbox(platforms, Kind.X)
    platforms.fault(platform="x", kind="slow", seconds=1, match="@publish")
    story = channels.approved(by=office.editor)
    engine.ring()
    until(lambda: bool(platforms.calls("POST")))
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    deliveries.expire_leases()
    until(all_in(State.SENT))
    row = channels.delivery(story)
    (post,) = platforms.posts("x")
    assert (row.code, row.remote_id, row.attempts.get().outcome) == ("found", post["id"], "lost")
    assert [record.getMessage() for record in caplog.records if record.name == engines.__name__] == [
        f"delivery {row.pk}: the claim was lost; another hand decides"
    ]


def test_two_engines_share_thirty_rows_and_send_each_once(office, platforms):
    at_sandbox(platforms, Kind.FACEBOOK, Kind.X, Kind.WEBSITE)
    titles = [f"Beitrag Nummer {number} über die neue Brücke" for number in range(10)]
    for title in titles:
        channels.approved(by=office.editor, headline=title)
    assert Delivery.objects.count() == 30
    with Engine() as first, Engine() as second:
        first.ring()
        second.ring()
        until(all_in(State.SENT), seconds=60)
    for kind in (Kind.FACEBOOK, Kind.X):
        assert set(posts_by_text(platforms, kind).values()) == {1}
        assert len(platforms.posts(kind)) == 10
    assert Counter(post["title"] for post in platforms.posts("website")) == Counter(titles)
    assert (Attempt.objects.count(), set(Attempt.objects.values_list("outcome", flat=True))) == (30, {"sent"})
    assert helpers() == []


def test_many_hands_claim_each_row_once(office, platforms):
    at_sandbox(platforms, Kind.X)
    for number in range(12):
        channels.approved(by=office.editor, headline=f"Beitrag Nummer {number}")
    start, taken, lock = threading.Barrier(6), [], threading.Lock()

    def hand() -> None:
        start.wait()
        claims = deliveries.claim_due(worker="w", limit=12)
        with lock:
            taken.extend(claim.delivery_id for claim in claims)
        connection.close()

    hands = [threading.Thread(target=hand) for _ in range(6)]
    for thread in hands:
        thread.start()
    for thread in hands:
        thread.join()
    assert Counter(taken) == Counter(Delivery.objects.values_list("pk", flat=True))
    assert Attempt.objects.count() == 12


def test_stop_lets_the_call_under_way_finish(office, platforms):
    at_sandbox(platforms, Kind.X)
    platforms.fault(platform="x", kind="slow", seconds=0.7, match="@publish")
    channels.approved(by=office.editor)
    with Engine() as engine:
        engine.ring()
        until(lambda: bool(platforms.calls("POST")))
    assert all_in(State.SENT)()
    assert (len(platforms.posts("x")), helpers()) == (1, [])


def test_engine_with_one_thread_still_sends_everything(office, platforms):
    at_sandbox(platforms, Kind.FACEBOOK, Kind.X, Kind.WEBSITE)
    channels.approved(by=office.editor)
    with Engine(threads=1) as engine:
        engine.ring()
        until(all_in(State.SENT))
    assert Attempt.objects.count() == 3


def test_change_on_the_way_holds_the_row(office, platforms, engine):
    at_sandbox(platforms, Kind.X, Kind.FACEBOOK)
    story = channels.approved(by=office.editor, at=timezone.now() + timedelta(seconds=1.5))
    renditions.edit(rendition=channels.rendition(story, Kind.X), version=1, by=office.social, text="Doch anders.")
    until(all_in(State.HELD))
    assert (platforms.calls(), Story.objects.get(pk=story.pk).state) == ([], "in_review")


def test_clock_survives_a_database_that_fails_for_a_while(office, platforms, engine, caplog):
    at_sandbox(platforms, Kind.X)
    table = WorkerBeat._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
        try:
            until(lambda: any(record.name == engines.__name__ for record in caplog.records))
        finally:
            cursor.execute(f"ALTER TABLE {table}_away RENAME TO {table}")
    channels.approved(by=office.editor)
    engine.ring()
    until(all_in(State.SENT))


@contextmanager
def database_gone(after: float) -> Iterator[None]:
    """In a moment: PostgreSQL throws us out, or somebody holds SQLite's file for longer than we wait."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout=50")
            hand = threading.Timer(after, hold_file, [name])
        else:
            cursor.execute("SELECT pg_backend_pid()")
            hand = threading.Timer(after, throw_out, [connection.get_connection_params(), cursor.fetchone()[0]])
    hand.start()
    try:
        yield
    finally:
        hand.join()


def hold_file(name: str) -> None:
    with closing(sqlite3.connect(name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(1.5)
        other.execute("ROLLBACK")


def throw_out(parameters: dict[str, Any], pid: int) -> None:
    known = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
    with psycopg.connect(**known) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


@pytest.mark.parametrize(("body", "outcome"), [({"id": "17"}, State.SENT), ({}, State.UNKNOWN)])
def test_answer_is_written_down_although_the_database_was_gone(office, platforms, caplog, body, outcome):
    """Left to its lease, it would be known for two minutes by nobody."""
    at_sandbox(platforms, Kind.FACEBOOK)
    story = channels.approved(by=office.editor)
    (claim,) = deliveries.claim_due(worker="w", limit=1)
    with wire(lambda _: time.sleep(0.6) or Answer(body=json.dumps(body).encode())) as server:
        accounts.move(account=Account.objects.get(), base_url=f"{server.url}/graph", options={}, by=None)
        with database_gone(after=0.3):
            sending.send(claim)
    assert channels.delivery(story).state == outcome
    assert [attempt.outcome for attempt in channels.delivery(story).attempts.all()] == [outcome]
    assert "the database is away" in caplog.text


def test_engine_shows_that_it_is_alive_and_says_good_bye(platforms, transactional_db):
    with Engine() as engine:
        until(lambda: WorkerBeat.objects.filter(name=engine.name).exists())
    assert WorkerBeat.objects.count() == 0


def test_tasks_ring_the_engine_of_this_process(office, platforms):
    at_sandbox(platforms, Kind.X)
    try:
        tasks.drain()
        first = engines.current()
        channels.approved(by=office.editor)
        tasks.sweep()
        until(all_in(State.SENT))
        assert engines.current() is first
    finally:
        tasks.stop_clock()
    tasks.stop_clock()
    assert helpers() == []
