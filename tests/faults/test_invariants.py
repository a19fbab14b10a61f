"""Each invariant over evidence made by hand: it holds for what is right, and fails for the one thing that is wrong."""

from dataclasses import replace

import pytest

from tests.faults.facts import Delivery, Evidence, Mail, Post, Words
from tests.faults.invariants import INVARIANTS, broken
from tests.faults.test_aftermath import WRONG as AMENDED_WRONG

PICTURE, VARIANT = "a" * 64, "b" * 64
WORDS = Words("Brücke gesperrt", "Die Brücke ist bis Freitag gesperrt.", "", (frozenset({PICTURE, VARIANT}),))
PLANNED, SENT = "channels_publish.plan_delivery", "channels_publish.sent"
X = Delivery(
    id="x1", kind="x", account="17", state="sent", slot=1000.0, sealed=WORDS, remote_id="501",
    attempts=("sent",), audits=(PLANNED, SENT),
)  # fmt: skip
PRESS = Delivery(
    id="p1", kind="press", account="1", state="sent", slot=1000.0, sealed=WORDS, remote_id="2026-11-25/01",
    attempts=("sent",), audits=(PLANNED, SENT), readers={"<anna>": "anna@zeitung.example"}, pdf="c" * 64,
)  # fmt: skip
POST = Post("x", "17", "501", 1000.2, "", WORDS.text, "", (VARIANT,))
MAIL = Mail(
    "<anna>", "anna@zeitung.example", 1000.3, f"Pressemitteilung: {WORDS.title}", f"Lead: {WORDS.text}", "c" * 64
)


def evidence(*deliveries: Delivery, posts: tuple[Post, ...] = (POST,), mails: tuple[Mail, ...] = (MAIL,)) -> Evidence:
    rows = deliveries or (X, PRESS)
    return Evidence(rows, posts, mails, approved=len(rows))


def other(delivery: Delivery, **facts: object) -> Evidence:
    """All is well but for this one row."""
    rows = tuple(replace(row, **facts) if row is delivery else row for row in (X, PRESS))
    return evidence(*rows)


WRONG: dict[str, tuple[Evidence, set[str]]] = {
    "second post": (evidence(posts=(POST, replace(POST, id="502"))), {"I1"}),
    "second mail": (evidence(mails=(MAIL, MAIL)), {"I1"}),
    "row missing": (replace(evidence(X), approved=2, mails=()), {"I2"}),
    "called off by nobody": (
        replace(other(X, state="cancelled", audits=(PLANNED, "channels_publish.refused"), attempts=("refused",)), posts=()),
        {"I2", "I8"},
    ),
    "words changed": (evidence(posts=(replace(POST, text="Etwas ganz anderes."),)), {"I3"}),
    "picture changed": (evidence(posts=(replace(POST, media=("d" * 64,)),)), {"I3"}),
    "picture missing": (evidence(posts=(replace(POST, media=()),)), {"I3"}),
    "another account": (evidence(X, PRESS, posts=(POST, replace(POST, account="18"))), {"I3"}),
    "another release": (evidence(mails=(replace(MAIL, pdf="e" * 64),)), {"I3"}),
    "mail of nobody": (evidence(mails=(MAIL, replace(MAIL, mark="<wer>"))), {"I3"}),
    "still sending": (other(X, state="sending", attempts=("running",), open_attempts=1, audits=(PLANNED,)), {"I4", "I8"}),
    "still unclear": (
        other(X, state="unknown", attempts=("lost",), audits=(PLANNED, "channels_publish.lost")), {"I4", "I8"},
    ),
    "not there": (evidence(posts=()), {"I5"}),
    "another id": (other(X, remote_id="999"), {"I5"}),
    "nobody got the mail": (evidence(mails=()), {"I5"}),
    "post too early": (evidence(posts=(replace(POST, created=990.0),)), {"I6"}),
    "mail too early": (evidence(mails=(replace(MAIL, created=990.0),)), {"I6"}),
    "no audit row": (other(X, audits=(PLANNED,)), {"I7"}),
    "audit row too many": (other(X, audits=(PLANNED, SENT, SENT)), {"I7"}),
    "attempt runs on": (other(X, attempts=("lost", "sent"), open_attempts=1), {"I7"}),
    "waits for a person": (
        other(X, state="unknown", needs_person=True, attempts=("lost",), audits=(PLANNED, "channels_publish.lost")),
        {"I8"},
    ),
}  # fmt: skip


def test_all_is_well():
    assert broken(evidence()) == {}


@pytest.mark.parametrize("what", WRONG)
def test_one_wrong_thing_breaks_its_invariants_and_no_other(what):
    case, expected = WRONG[what]
    assert set(broken(case)) == expected


def test_every_invariant_is_broken_by_something():
    every = [*WRONG.values(), *AMENDED_WRONG.values()]
    assert set().union(*(expected for _case, expected in every)) == set(INVARIANTS)


def test_person_who_said_again_allows_one_more_mail():
    again = (PLANNED, "channels_publish.unknown", "channels_publish.decide:again", SENT)
    row = replace(PRESS, repeats=1, attempts=("unknown", "sent"), audits=again)
    assert broken(evidence(X, row, mails=(MAIL, MAIL))) == {}
    assert set(broken(evidence(X, row, mails=(MAIL, MAIL, MAIL)))) == {"I1"}


def test_person_who_said_it_is_online_needs_no_id():
    told = (PLANNED, "channels_publish.unknown", "channels_publish.decide:posted")
    row = replace(X, remote_id="person:3", attempts=("unknown",), audits=told)
    assert broken(evidence(row, PRESS)) == {}
    assert set(broken(evidence(row, PRESS, posts=()))) == {"I5"}


def test_one_id_cannot_serve_two_deliveries():
    twin = replace(X, id="x2")
    assert set(broken(evidence(X, twin, mails=()))) == {"I5"}


def test_found_counts_as_sent_once():
    told = (PLANNED, "channels_publish.lost", "channels_publish.found")
    assert broken(other(X, attempts=("lost",), audits=told)) == {}


def test_website_is_compared_with_title_and_body():
    words = replace(WORDS, html="<p>Voll gesperrt.</p>")
    row = replace(X, kind="website", sealed=words)
    post = replace(POST, platform="website", title=words.title, html="<p>Voll gesperrt.</p>")
    assert broken(evidence(row, PRESS, posts=(post,))) == {}
    assert set(broken(evidence(row, PRESS, posts=(replace(post, html="<p>Offen.</p>"),)))) == {"I3"}


def test_post_is_there_by_the_number_of_its_video():
    video = replace(X, kind="facebook", remote_id="501")
    post = replace(POST, platform="facebook", id="17_501")
    assert broken(evidence(video, PRESS, posts=(post,))) == {}
    assert set(broken(evidence(replace(video, remote_id="17_502"), PRESS, posts=(post,)))) == {"I5"}
