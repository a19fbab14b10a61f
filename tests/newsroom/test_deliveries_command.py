import io
import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as conf
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from channels_publish.actions import accounts, workers
from channels_publish.adapters.base import Post
from channels_publish.channels import adapter_class, credentials
from channels_publish.enums import AttemptOutcome, Kind, State
from channels_publish.models import Alarm, Delivery
from people.models import AuditEvent
from tests.channels_publish.adapters.kit import MemoryResume
from tests.factories import channels, ledger, people


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def row(office) -> Delivery:
    channels.account(Kind.X, name="@stadt")
    return channels.delivery(channels.approved(by=office.editor))


def run(*args: str, **options) -> str:
    out = io.StringIO()
    call_command("deliveries", *args, stdout=out, **options)
    return out.getvalue()


def refusal(*args: str, **options) -> str:
    with pytest.raises(CommandError) as caught:
        run(*args, **options)
    return str(caught.value)


def test_list_fits_a_hundred_columns_and_says_what_is_wrong(row, office):
    ledger.put(row, State.REFUSED, code="link_rejected")

    lines = run().splitlines()

    assert lines[0].split() == ["Nummer", "Stand", "Termin", "Konto", "Beitrag"]
    assert lines[1].startswith(
        f"{row.pk.hex[:8]}  Abgelehnt       {timezone.localtime(row.slot):%d.%m.%y %H:%M}  X: @stadt"
    )
    assert lines[1].endswith("X: @stadt                 Neue Bäume für den Hofgarten")
    assert lines[2].strip() == "→ Die Plattform hat den Link abgelehnt. Prüfen Sie die Adresse."
    assert max(len(line) for line in lines) <= 100


def test_long_names_are_cut(office):
    channels.account(Kind.FACEBOOK, name="Landeshauptstadt Düsseldorf, Amt für Kommunikation")
    channels.approved(by=office.editor, headline="Ein sehr langer Titel " * 6)

    line = run().splitlines()[1]

    assert len(line) == 100
    assert line.endswith("…")


def test_nothing_is_said_as_such(db):
    assert run() == "Keine Auslieferung.\n"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, {"@eins", "@zwei", "Stadt auf Facebook"}),
        ({"state": "sent"}, {"@eins"}),
        ({"state": "fehler"}, {"@zwei"}),
        ({"state": "offen"}, {"Stadt auf Facebook"}),
        ({"kind": "x"}, {"@eins", "@zwei"}),
        ({"account": "@eins"}, {"@eins"}),
        ({"account": "facebook"}, {"Stadt auf Facebook"}),
        ({"story": "hofgarten"}, {"@eins", "@zwei", "Stadt auf Facebook"}),
        ({"story": "rathaus"}, set()),
        ({"attention": True}, {"@zwei"}),
        ({"attention": True, "kind": "facebook"}, set()),
    ],
)
def test_filters(office, options, found):
    one, two = channels.account(Kind.X, name="@eins"), channels.account(Kind.X, name="@zwei")
    channels.account(Kind.FACEBOOK)
    channels.approved(by=office.editor)
    ledger.put(Delivery.objects.get(account=one), State.SENT)
    ledger.put(Delivery.objects.get(account=two), State.REFUSED)

    said = json.loads(run(as_json=True, **options))

    assert {each["account"] for each in said["deliveries"]} == found
    assert said["total"] == len(found)


def test_story_may_be_named_by_its_number(row):
    assert json.loads(run(as_json=True, story=str(row.rendition.story_id)))["total"] == 1
    assert json.loads(run(as_json=True, story=str(row.rendition.story_id + 1)))["total"] == 0


def test_list_is_paged(office):
    channels.account(Kind.X)
    for _ in range(3):
        channels.approved(by=office.editor)

    first, second = run(limit=2), run(limit=2, page=2)

    assert [len(text.split("\n\n")[0].splitlines()) for text in (first, second)] == [3, 2]
    assert first.splitlines()[-1] == "Seite 1 von 2, 3 Auslieferungen. Weiter mit --page."
    assert refusal(limit=0) == "--limit und --page zählen ab 1."


def test_show_tells_everything_by_the_start_of_the_number(row):
    ledger.put(row, State.REFUSED, code="link_rejected", detail="(#100) Invalid link")
    ledger.attempt(row, AttemptOutcome.REFUSED, detail="(#100) Invalid link")

    text = run("show", row.pk.hex[:8])

    assert f"Nummer:           {row.pk}" in text
    assert "Wortlaut:         (#100) Invalid link" in text
    assert f"/redaktion/auslieferungen/{row.pk}/" in text
    assert text.splitlines()[-1].endswith("abgelehnt (#100) Invalid link")


def test_number_may_carry_its_dashes(row):
    assert str(row.pk) in run("show", str(row.pk))
    assert str(row.pk) in run("show", str(row.pk)[:12])


def test_number_must_name_one_delivery(row, office):
    assert refusal("show", "xyz").startswith("„xyz“ ist keine Nummer")
    assert refusal("show", "").startswith("„“ ist keine Nummer")
    absent = "0" if row.pk.hex[0] != "0" else "1"
    assert refusal("show", absent * 12) == f"Keine Auslieferung beginnt mit „{absent * 12}“."
    Delivery.objects.bulk_create(
        Delivery(pk=f"{number:032x}", rendition=row.rendition, account=row.account, review=row.review,
                 state=State.CANCELLED, slot=row.slot, due_at=row.due_at) for number in (1, 2)
    )  # fmt: skip
    assert refusal("show", "0000000").startswith("Mehrere Auslieferungen beginnen mit")


@pytest.mark.parametrize("act", ["retry", "cancel", "reconcile", "resume"])
def test_change_wants_somebody_who_does_it(row, act):
    target = "@stadt" if act == "resume" else row.pk.hex
    assert refusal(act, target).startswith("Bitte sagen Sie mit --by, wer das tut")
    assert refusal(act, target, by="niemand") == "Eine Person mit dem Benutzernamen „niemand“ gibt es nicht."


def test_rights_are_those_of_the_desk(row, office):
    ledger.put(row, State.UNKNOWN, needs_person=True)
    by = office.editor.username
    for act, options in (("decide", {"online": True}), ("retry", {}), ("cancel", {}), ("reconcile", {})):
        assert refusal(act, row.pk.hex, by=by, **options) == "Über Auslieferungen entscheiden CvD und Social Media."
    row.refresh_from_db()
    assert row.state == State.UNKNOWN


def test_retry_and_cancel(row, office):
    ledger.put(row, State.REFUSED)

    assert run("retry", row.pk.hex[:8], by=office.cvd.username) == "X: @stadt: wird erneut gesendet.\n"
    assert run("cancel", row.pk.hex[:8], by=office.cvd.username).startswith("X: @stadt: abgesagt.")

    row.refresh_from_db()
    assert row.state == State.CANCELLED
    assert AuditEvent.objects.get(verb="channels_publish.cancel").actor_id == office.cvd.pk
    assert refusal("retry", row.pk.hex, by=office.cvd.username) == "Erneut senden geht hier nicht (Stand: Abgesagt)."


def test_decide(row, office):
    ledger.put(row, State.UNKNOWN, needs_person=True)
    by = office.social.username
    assert refusal("decide", row.pk.hex, by=by).startswith("Entweder --online oder --not-online")
    assert refusal("decide", row.pk.hex, by=by, online=True, not_online=True).startswith("Entweder")

    run("decide", row.pk.hex, by=by, online=True, url="https://x.example/7")

    row.refresh_from_db()
    assert (row.state, row.url) == (State.SENT, "https://x.example/7")


def test_decide_that_it_is_not_online(row, office):
    ledger.put(row, State.UNKNOWN, needs_person=True)

    assert run("decide", row.pk.hex, by=office.cvd.username, not_online=True).endswith("wird erneut gesendet.\n")

    row.refresh_from_db()
    assert row.state == State.DUE


@pytest.fixture
def unsure(platforms, office) -> Delivery:
    channels.account(Kind.X, sandbox=platforms, name="@stadt")
    row = channels.delivery(channels.approved(by=office.editor))
    return ledger.put(row, State.UNKNOWN, started_at=timezone.now(), code="reply_lost")


def test_reconcile_looks_now_and_settles_what_it_finds(unsure, office):
    adapter = adapter_class(Kind.X)(credentials(unsure.account))
    receipt = adapter.publish(Post(text=unsure.rendition.text), key="k", resume=MemoryResume())

    said = run("reconcile", unsure.pk.hex, by=office.cvd.username)

    unsure.refresh_from_db()
    assert said == "X: @stadt: gefunden und als gesendet vermerkt.\n"
    assert (unsure.state, unsure.remote_id, unsure.code) == (State.SENT, receipt.remote_id, "found")
    assert AuditEvent.objects.get(verb="channels_publish.found").actor_id == office.cvd.pk


def test_reconcile_never_frees_a_row_however_often_it_is_asked(unsure, office):
    for _ in range(3):
        said = refusal("reconcile", unsure.pk.hex, by=office.cvd.username)
        assert said == "X: @stadt: dort nicht gefunden. Es bleibt ungewiss; nichts wurde geändert."

    unsure.refresh_from_db()
    assert (unsure.state, unsure.handles) == (State.UNKNOWN, {})
    assert unsure.due_at > timezone.now() - timedelta(seconds=10)


def test_reconcile_says_why_the_platform_does_not_tell(unsure, office, platforms):
    platforms.fault(platform="x", kind="expired_token", match="GET /2/users")

    said = refusal("reconcile", unsure.pk.hex, by=office.cvd.username)

    assert said.startswith("X: @stadt: Der Zugang zum Konto ist abgelaufen oder wurde entzogen.")
    unsure.refresh_from_db()
    assert unsure.state == State.UNKNOWN


def test_reconcile_wants_something_unknown(row, office):
    assert refusal("reconcile", row.pk.hex, by=office.cvd.username) == "Hier ist nichts ungewiss (Stand: Geplant)."


def test_pause_and_resume(row, office):
    by = office.cvd.username
    assert refusal("pause", "@stadt", by=by).startswith("Bitte sagen Sie mit --reason, warum.")

    run("pause", "@stadt", by=by, reason="Wartung")
    assert run("accounts").split() == [str(row.account_id), "X:", "@stadt", "angehalten:", "Wartung"]
    run("resume", str(row.account_id), by=by)

    row.account.refresh_from_db()
    assert row.account.paused is False


def test_account_must_be_the_only_one(office):
    channels.account(Kind.X, name="@stadt")
    channels.account(Kind.INSTAGRAM, name="@stadt")
    assert refusal("resume", "stadt", by=office.cvd.username).startswith("Mehrere Konten heißen „stadt“.")
    assert refusal("resume", "dorf", by=office.cvd.username).startswith("Ein Konto „dorf“ gibt es nicht.")


def test_check_is_quiet_where_all_is_well(db):
    workers.beat(name="w")
    assert run("check") == "Alles in Ordnung.\n"


def test_check_tells_a_monitor(row, capsys):
    workers.beat(name="w")
    ledger.put(row, State.REFUSED)
    accounts.pause(account=row.account, reason="Probe", by=None)
    out = io.StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("deliveries", "check", stdout=out)

    assert (caught.value.code, out.getvalue().splitlines()) == (3, ["1 nicht gesendet", "1 Konto angehalten"])


def test_check_may_mail_without_any_worker(row, platforms, office):
    people.cvd(email="cvd@stadt.example")
    ledger.put(row, State.REFUSED)
    with pytest.raises(SystemExit) as caught:
        run("check", mail=True)

    assert caught.value.code == 3
    assert Alarm.objects.get().mailed_at is not None
    assert platforms.wall()["mails"][0]["text"].startswith("DIE ZUSTELLUNG STEHT")


def _database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def shell(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "deliveries", *args], cwd=conf.BASE_DIR, capture_output=True, text=True,
        env={**os.environ, "DATABASE_URL": _database_url(), "COLUMNS": "80"}, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_real_shell_answers_with_exit_codes(row, office):
    ledger.put(row, State.REFUSED, code="link_rejected")
    number = row.pk.hex[:8]

    listed = shell()
    done, again = (shell("retry", number, "--by", office.cvd.username) for _ in range(2))
    refused = shell("retry", number, "--by", office.editor.username)
    wrong, check = shell("--state", "erfunden"), shell("check")

    assert max(len(line) for line in listed.stdout.splitlines()) <= 80
    assert [each.returncode for each in (listed, done, again, refused, wrong, check)] == [0, 0, 0, 1, 2, 3]
    assert done.stdout == "X: @stadt: wird erneut gesendet.\n"
    assert refused.stderr == "CommandError: Über Auslieferungen entscheiden CvD und Social Media.\n"
    assert "Zustellung steht" in check.stdout
    row.refresh_from_db()
    assert row.state == State.DUE
