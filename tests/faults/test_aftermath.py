"""Invariant 9, and what the others make of corrections, withdrawals and crises, over evidence made by hand."""

from dataclasses import replace

import pytest

from tests.faults.facts import Arrival, Delivery, Evidence, Mail, Post, Silence, Words
from tests.faults.invariants import broken

OLD, NEW, AFTER = "Ab Montag gesperrt.", "Ab Dienstag gesperrt.", "Korrektur: ab Dienstag."
PLANNED, OPENED, SENT, DOWN = (
    f"channels_publish.{verb}" for verb in ("plan_delivery", "open_step", "sent", "taken_down")
)
NOTICE = "<p><strong>Rücknahme:</strong> Ein Irrtum.</p>"
READERS = {"<a1>": "anna@zeitung.example", "<b1>": "bert@zeitung.example"}


def first(kind: str, remote_id: str, **facts: object) -> Delivery:
    plain = Delivery(
        id=f"{kind}-1", kind=kind, account="17", state="sent", slot=1000.0, sealed=Words("Titel", OLD),
        remote_id=remote_id, attempts=("sent",), audits=(PLANNED, SENT),
    )  # fmt: skip
    return replace(plain, **facts)


def step(original: Delivery, act: str, remote_id: str, **facts: object) -> Delivery:
    plain = replace(
        original, id=f"{original.kind}-2", state="sent", slot=2000.0, sealed=Words("Titel", NEW), act=act,
        original=original.id, remote_id=remote_id, audits=(OPENED, SENT), correction="correction",
        notice="Dienstag stimmt.",
    )  # fmt: skip
    return replace(plain, **facts)


def post(row: Delivery, text: str, **facts: object) -> Post:
    return Post(row.kind, row.account, row.remote_id, row.slot + 0.2, text=text, **facts)


GONE = {"state": "withdrawn", "audits": (PLANNED, SENT, DOWN)}
EDITED = first("facebook", "1")
REPLACED = first("x", "2", **GONE)
FOLLOWED = first("instagram", "3")
TAKEN = first("youtube", "4", **GONE)
SITE = first("website", "5", **GONE)
PRESS = first("press", "6", readers=READERS, pdf="p1", sealed=Words("Titel", OLD))
EDIT, REPLACE = step(EDITED, "edit", "1"), step(REPLACED, "replace", "22")
FOLLOW = step(FOLLOWED, "follow_up", "33", sealed=Words(text=AFTER))
TAKE = step(TAKEN, "withdraw", "4", sealed=Words(), correction="withdrawal")
NOTED = step(SITE, "withdraw", "5", sealed=Words("Zurückgenommen", "Irrtum", NOTICE), correction="withdrawal")
MAILED = step(PRESS, "follow_up", "66", readers={"<a2>": READERS["<a1>"], "<b2>": READERS["<b1>"]}, pdf="p2")
ROWS = (EDITED, REPLACED, FOLLOWED, TAKEN, SITE, PRESS, EDIT, REPLACE, FOLLOW, TAKE, NOTED, MAILED)
POSTS = (
    replace(post(EDIT, NEW), created=1000.2),
    post(REPLACE, NEW),
    post(FOLLOWED, OLD),
    post(FOLLOW, AFTER),
    replace(post(SITE, "Irrtum", title="Zurückgenommen", html=NOTICE)),
)
MAILS = (
    *(Mail(mark, to, 1000.3, "Pressemitteilung: Titel", OLD, "p1") for mark, to in READERS.items()),
    *(Mail(mark, to, 2000.3, "Korrektur: Titel", f"Dienstag stimmt. {NEW}", "p2") for mark, to in MAILED.readers.items()),
)  # fmt: skip
ALL = Evidence(ROWS, POSTS, MAILS, approved=len(ROWS))
LANE = replace(first("x", "7", sealed=Words(text="Blindgänger.")), id="lane", lane=3, slot=1500.0)


def without(one: Post | Mail) -> Evidence:
    posts, mails = ([each for each in many if each is not one] for many in (POSTS, MAILS))
    return replace(ALL, posts=tuple(posts), mails=tuple(mails))


def more(*posts: Post, mails: tuple[Mail, ...] = ()) -> Evidence:
    return replace(ALL, posts=(*POSTS, *posts), mails=(*MAILS, *mails))


def row(delivery: Delivery, **facts: object) -> Evidence:
    return replace(ALL, deliveries=tuple(replace(each, **facts) if each is delivery else each for each in ROWS))


def mail(number: int, **facts: str) -> Evidence:
    mails = tuple(replace(each, **facts) if each is MAILS[number] else each for each in MAILS)
    return replace(ALL, mails=mails)


def crisis(*arrivals: Arrival) -> Evidence:
    silence = Silence(3, 1500.0, 1503.0, arrivals)
    return replace(
        ALL, deliveries=(*ROWS, LANE), posts=(*POSTS, post(LANE, "Blindgänger.")), approved=len(ROWS) + 1,
        silences=(silence,),
    )  # fmt: skip


WRONG: dict[str, tuple[Evidence, set[str]]] = {
    "not edited": (replace(ALL, posts=(replace(POSTS[0], text=OLD), *POSTS[1:])), {"I9"}),
    "replaced and not deleted": (more(replace(post(REPLACE, OLD), id="2", created=1000.2)), {"I9"}),
    "replaced twice": (more(replace(POSTS[1], id="23")), {"I1", "I9"}),
    "followed twice": (more(replace(POSTS[3], id="34")), {"I1", "I9"}),
    "followed and deleted": (without(POSTS[2]), {"I5", "I9"}),
    "not taken back": (more(post(TAKEN, OLD, title="Titel")), {"I9"}),
    "taken back with its notice": (without(POSTS[4]), {"I9"}),
    "edited elsewhere": (row(EDIT, remote_id="999"), {"I5"}),
    "reader not told": (without(MAILS[2]), {"I9"}),
    "reader told twice": (more(mails=(MAILS[2],)), {"I1", "I9"}),
    "stranger told": (without(MAILS[0]), {"I9"}),
    "mail without its notice": (mail(2, text=NEW), {"I9"}),
    "mail that looks like the first": (mail(2, subject="Pressemitteilung: Titel"), {"I9"}),
    "taken down by nobody": (row(EDITED, **GONE), {"I8"}),
    "taken down unnoticed": (row(REPLACED, audits=(PLANNED, SENT)), {"I7"}),
    "replaced one still sent": (row(REPLACED, state="sent", audits=(PLANNED, SENT)), {"I5", "I8"}),
    "call in a crisis": (crisis(Arrival("facebook", 1501.5)), {"I9"}),
    "more calls than its own story made": (crisis(Arrival("x", 1501.5), Arrival("x", 1502.0)), {"I9"}),
    "mail in a crisis": (crisis(Arrival("press", 1502.9, "<a1>")), {"I9"}),
}


def test_corrected_and_taken_back_is_well():
    assert broken(ALL) == {}


@pytest.mark.parametrize("what", WRONG)
def test_one_wrong_thing_breaks_its_invariants_and_no_other(what):
    case, expected = WRONG[what]
    assert set(broken(case)) == expected


def test_crisis_hears_its_own_story_and_what_had_left_before():
    before, own, after = Arrival("facebook", 1500.9), Arrival("x", 1501.5), Arrival("facebook", 1503.1)
    assert broken(crisis(before, own, after)) == {}


def test_reader_whom_the_mail_server_turns_away_is_owed_nothing():
    case = replace(without(MAILS[3]), deliveries=row(MAILED, turned_away=frozenset({READERS["<b1>"]})).deliveries)
    assert broken(case) == {}
