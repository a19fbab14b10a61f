"""The reader against real bounces whose answers are known: how many it finds, and how many it understands."""

import json
from collections import Counter

import pytest

from press.enums import ReturnKind as K
from press.returns.reading import Finding, read
from tests.press.returns.kit import AUTOMATIC, HUMAN

HARD = {"userunknown", "hostunknown", "hasmoved"}
POLICY = {
    "authfailure", "badreputation", "blocked", "filtered", "norelaying", "notcompliantrfc", "policyviolation",
    "rejected", "requireptr", "securityerror", "spamdetected",
}  # fmt: skip
OTHERS = {"mailboxfull": K.FULL, "feedback": K.COMPLAINT, "vacation": K.AUTO}
BOUNCE = {K.HARD, K.FULL, K.POLICY, K.SOFT, K.DELAY}
# The label looks at the stage of the dialogue or at the host; the message itself says „unknown user“.
SAYS_UNKNOWN_USER = {
    "lhost-amazonses-02.eml", "lhost-mfilter-01.eml", "lhost-postfix-01.eml", "lhost-postfix-03.eml",
    "lhost-surfcontrol-01.eml", "lhost-x1-01.eml", "lhost-x2-01.eml", "rfc3464-01.eml", "rhost-nttdocomo-01.eml",
}  # fmt: skip
# Labelled as no bounce because its form is no known one; it says that a mailbox is full.
NO_KNOWN_FORM = "not-rb-issue-368-bug.eml"


def label(row: dict) -> K:
    """The corpus' reason as one of our classes; where a mail has several recipients, several may be right."""
    if row["hard"]:
        return K.HARD
    return OTHERS.get(row["reason"]) or (K.POLICY if row["reason"] in POLICY else K.SOFT)


@pytest.fixture(scope="module")
def corpus(samples) -> dict[str, tuple[set[K], Finding]]:
    folder = samples / "bounces"
    if not folder.is_dir():
        pytest.skip("the sample folder holds no bounces")
    expected = json.loads((folder / "expected.json").read_text())
    return {
        name: ({label(row) for row in rows}, read((folder / "eml" / name).read_bytes()))
        for name, rows in expected.items()
        if name != NO_KNOWN_FORM
    }


def test_recall_and_class_accuracy(corpus, capsys):
    seen: dict[K, Counter] = {kind: Counter() for kind in (K.HARD, K.FULL, K.POLICY, K.SOFT, K.COMPLAINT, K.AUTO)}
    for wanted, found in corpus.values():
        first = next(kind for kind in seen if kind in wanted)
        seen[first].update(
            all=1, found=found.kind in (BOUNCE if first in BOUNCE else {first}), right=found.kind in wanted
        )
    with capsys.disabled():
        print(f"\n{'Klasse':<24}{'Nachrichten':>12}{'erkannt':>9}{'Klasse richtig':>16}")
        for kind, count in seen.items():
            print(f"{kind.label:<24}{count['all']:>12}{count['found']:>9}{count['right']:>16}")
    bounces = sum((seen[kind] for kind in BOUNCE if kind in seen), Counter())
    assert bounces["all"] == 112
    assert bounces["found"] >= 111, "recall"
    assert bounces["right"] >= 93, "class accuracy"
    assert {kind: seen[kind]["right"] for kind in (K.COMPLAINT, K.AUTO)} == {K.COMPLAINT: 4, K.AUTO: 3}


def test_hard_is_said_only_where_the_message_says_so(corpus):
    false = {name for name, (wanted, found) in corpus.items() if found.kind == K.HARD and K.HARD not in wanted}
    assert false == SAYS_UNKNOWN_USER
    dead = {name for name, (wanted, _found) in corpus.items() if wanted == {K.HARD}}
    assert sum(corpus[name][1].kind == K.HARD for name in dead) >= 33 > len(dead) - 6


def test_no_policy_status_counts_as_hard(corpus):
    policy = [found for _wanted, found in corpus.values() if found.status[1:].startswith(".7.")]
    assert len(policy) >= 12
    assert {found.kind for found in policy} == {K.POLICY}


def test_which_step_decided(corpus, capsys):
    steps = Counter(found.by for _wanted, found in corpus.values())
    with capsys.disabled():
        print("\nentschieden durch:", dict(steps))
    assert steps["report"] >= 68
    assert steps["scan"] <= 5


@pytest.mark.parametrize("name", HUMAN)
def test_no_letter_of_a_person_is_taken_for_a_machine(name):
    assert read(HUMAN[name]).kind == K.ANSWER


@pytest.mark.parametrize("name", AUTOMATIC)
def test_automatic_replies_are_known(name):
    assert read(AUTOMATIC[name]).kind == K.AUTO
