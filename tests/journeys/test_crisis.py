"""The switch against two real worker processes with a full queue: how fast everything stops, and what goes on."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import connection
from django.utils import timezone

from channels_publish.actions import crisis as switch
from channels_publish.engine import Engine
from channels_publish.enums import Kind, State
from channels_publish.models import Account, Delivery, WorkerBeat
from newsroom.demo import office as demo
from people.models import User
from press.enums import RecipientState
from press.models import Recipient
from stories.actions import crisis
from stories.models import Story
from tests.factories import channels
from tests.factories.crises import crisis_on
from tests.journeys.workers import until, worker
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)
STORIES = 40
HANDS = 16  # two workers with eight sending threads each


@pytest.fixture
def logs(
    transactional_db: None, live_server: Any, sandbox: Sandbox, settings: Any, tmp_path: Path
) -> Iterator[list[Path]]:
    """The demo office, and two workers that deliver for it."""
    settings.PUBLIC_URL, settings.SANDBOX_URL = live_server.url, sandbox.http
    settings.MEDIA_ROOT = tmp_path / "media"
    demo.ensure()
    # These two want files fetched from us, which would measure the test's own web server.
    Account.objects.filter(kind__in=[Kind.INSTAGRAM, Kind.YOUTUBE]).update(active=False)
    paths = [tmp_path / "eins.log", tmp_path / "zwei.log"]
    place = {"public_url": live_server.url, "smtp_port": sandbox.smtp_port}
    with worker(paths[0], **place), worker(paths[1], **place):
        until(lambda: WorkerBeat.objects.count() == 2, *paths)
        yield paths


def leaving(sandbox: Sandbox, *but: str) -> list[float]:
    """When each call arrived that makes a post public."""
    lines = ("POST /x/2/tweets", "/feed", "POST /typo3site/")
    return [
        call["at"]
        for call in sandbox.calls()
        if call["platform"] not in but and any(line in call["line"] for line in lines)
    ]


def mails(sandbox: Sandbox) -> int:
    return len(sandbox.wall()["mails"])


def fill(author: User, cvd: User) -> None:
    """A queue that becomes due all at once."""
    moment = timezone.now() + timedelta(hours=1)
    for number in range(STORIES):
        story = channels.submitted(by=author, headline=f"Meldung Nummer {number} aus dem Rathaus")
        channels.approve(story, by=cvd, at=moment)
    Story.objects.update(public_from=timezone.now())
    Delivery.objects.update(slot=timezone.now(), due_at=timezone.now())


def test_two_busy_workers_stop_within_a_second_of_the_switch(logs: list[Path], sandbox: Sandbox) -> None:
    maria, tobias = User.objects.get(username="maria"), User.objects.get(username="tobias")
    facebook = Account.objects.get(kind=Kind.FACEBOOK)
    for platform in ("x", "website", "facebook"):
        sandbox.fault(platform=platform, kind="slow", seconds=0.3, times=1000)
    sandbox.fault(platform="smtp", kind="smtp_silence", seconds=0.1, times=1000)
    fill(maria, tobias)
    until(lambda: len(leaving(sandbox)) > 30 and mails(sandbox) > 3, *logs)

    clicked = time.time()
    switch.begin(reason="Bombenfund in Bilk", exempt=[facebook.pk], by=tobias)
    committed = time.time()
    time.sleep(1.0)
    mailed = mails(sandbox)
    time.sleep(2.0)

    after = [at - committed for at in leaving(sandbox, "facebook") if at > committed]
    held = Delivery.objects.held_by_crisis().count()
    print(
        f"{connection.vendor}: {held} rows held, switch {committed - clicked:.3f} s, {len(after)} calls after the commit, "
        f"the last {max(after, default=0.0) * 1000:.0f} ms after it"
    )
    assert max(after, default=0.0) < 1.0
    assert len(after) <= HANDS
    assert mails(sandbox) == mailed
    assert held > STORIES

    # The allow list goes on, and so does a story about the crisis, approved by its author.
    story = crisis.mark(story=channels.submitted(by=tobias, headline="Evakuierung in Bilk"), short=True, by=tobias)
    channels.approve(story, by=tobias)
    until(lambda: not story_rows(story).exclude(state=State.SENT).exists(), *logs)
    until(lambda: not Delivery.objects.filter(account=facebook).exclude(state=State.SENT).exists(), *logs)
    assert len(sandbox.posts("facebook")) == STORIES + 1

    # The end lets nothing go; one release lets one row go.
    stopped = len(leaving(sandbox, "facebook"))
    crisis.end(by=tobias)
    time.sleep(1.5)
    assert (len(leaving(sandbox, "facebook")), Delivery.objects.held_by_crisis().count()) == (stopped, held)
    row = Delivery.objects.held_by_crisis().filter(account__kind=Kind.X, state=State.DUE).first()
    assert row is not None
    switch.release_delivery(delivery=row, by=tobias)
    until(lambda: Delivery.objects.get(pk=row.pk).state == State.SENT, *logs)
    assert (len(leaving(sandbox, "facebook")), Delivery.objects.held_by_crisis().count()) == (stopped + 1, held - 1)

    # Whatever was under way when the switch came is there once.
    texts = Counter(
        (post["platform"], post["account"], post["title"], post["text"])
        for post in sandbox.wall()["posts"]
        if post["platform"] != "press"
    )
    assert set(texts.values()) == {1}
    letters = Counter((tuple(mail["to"]), mail["subject"]) for mail in sandbox.wall()["mails"])
    assert set(letters.values()) == {1}


def test_mailing_under_way_stops_between_two_mails_and_nobody_gets_it_twice(office: Any, platforms: Sandbox) -> None:
    readers = tuple(f"leser{number}" for number in range(200))
    channels.press_account(readers=readers)
    platforms.fault(platform="smtp", kind="smtp_silence", seconds=0.05, times=1000)
    story = channels.approved(by=office.editor)
    with Engine() as engine:
        engine.ring()
        until(lambda: mails(platforms) >= 20)
        crisis_on(by=office.cvd)
        time.sleep(1.0)
        stopped = mails(platforms)
        time.sleep(1.0)
        row = channels.delivery(story, Kind.PRESS)
        assert (mails(platforms), row.state, row.held_back) == (stopped, State.DUE, True)
        assert stopped < 100
        states = Counter(Recipient.objects.values_list("state", flat=True))
        assert states == {RecipientState.SENT: stopped, RecipientState.PENDING: 200 - stopped}

        requests.delete(f"{platforms.http}/_faults", timeout=10)
        switch.release_delivery(delivery=row, by=office.cvd)
        until(lambda: channels.delivery(story, Kind.PRESS).state == State.SENT)
    got = Counter(address for mail in platforms.wall()["mails"] for address in mail["to"])
    assert got == dict.fromkeys((f"{name}@zeitung.example" for name in readers), 1)
    assert list(row.attempts.values_list("outcome", "code")) == [("stopped", "crisis"), ("sent", "")]


def story_rows(story: Story) -> Any:
    return Delivery.objects.filter(rendition__story=story)
