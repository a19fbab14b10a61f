"""What must hold after every run, judged by what the platforms received.

Pure functions over :class:`Evidence`; each answers with sentences, none when it holds. The platforms' own books decide:
our tables only say what was approved, what we claim, and what we wrote into the audit trail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from tests.faults import aftermath
from tests.faults.facts import Delivery, Evidence, number, place, place_of, same_media, same_words, says

FINAL = frozenset({"sent", "refused", "account", "held", "manual", "withdrawn", "cancelled"})
ATTEMPT_ENDS = frozenset({"sent", "refused", "account", "later", "unknown", "lost", "held", "stopped"})
EARLY = 0.5
# Acts that change a post where it stands, or take it away.
IN_PLACE = frozenset({"edit", "withdraw"})


def once(evidence: Evidence) -> list[str]:
    """I1: a platform has at most one post for each delivery, a reader at most one mail and one more for each time
    a person said that the unclear ones are to be sent again."""
    wrong = []
    for delivery in evidence.deliveries:
        posts = evidence.posts_of(delivery)
        if len(posts) > 1:
            wrong.append(f"{delivery.name}: {len(posts)} Posts ({', '.join(post.id for post in posts)})")
        got = Counter(mail.mark for mail in evidence.mails_of(delivery))
        wrong += [
            f"{delivery.name}: {count} Mails an {delivery.readers[mark]}"
            for mark, count in got.items()
            if count > 1 + delivery.repeats
        ]
    return wrong


def visible(evidence: Evidence) -> list[str]:
    """I2: whatever was approved has its row, and the row is sent, still open, or in front of a person."""
    wrong = []
    if len(evidence.deliveries) != evidence.approved:
        wrong.append(f"{evidence.approved} freigegeben, {len(evidence.deliveries)} Zeilen")
    for delivery in evidence.deliveries:
        by_a_person = {"channels_publish.cancel", "channels_publish.left_out"} & set(delivery.audits)
        if delivery.state == "cancelled" and not by_a_person:
            wrong.append(f"{delivery.name}: abgesagt, aber von niemandem")
        if delivery.state not in FINAL | {"due", "sending", "unknown"}:
            wrong.append(f"{delivery.name}: Stand {delivery.state}, den keine Liste zeigt")
    return wrong


def sealed(evidence: Evidence) -> list[str]:
    """I3: whatever a platform shows is, word for word and file for file, what an approval sealed for that account."""
    known: dict[tuple[str, str], list[Delivery]] = {}
    for delivery in evidence.deliveries:
        known.setdefault(place_of(delivery), []).append(delivery)
    wrong = []
    for post in evidence.posts:
        twins = [delivery for delivery in known.get(place(post), []) if delivery.shows and same_words(post, delivery)]
        if not twins:
            wrong.append(f"{post.platform} {post.id}: „{post.text[:60]}“ hat so niemand freigegeben")
        elif not any(same_media(post, delivery) for delivery in twins):
            wrong.append(f"{post.platform} {post.id}: andere Medien als freigegeben")
    for mail in evidence.mails:
        owners = [delivery for delivery in evidence.deliveries if mail.mark in delivery.readers]
        if not owners or not says(mail, owners[0]):
            wrong.append(f"Mail an {mail.to}: „{mail.subject}“ hat so niemand freigegeben")
    return wrong


def settled(evidence: Evidence) -> list[str]:
    """I4: after a restart without faults nothing is open: sent, ended, or a person's to decide."""
    return [
        f"{delivery.name}: noch {delivery.state}"
        for delivery in evidence.deliveries
        if delivery.state in {"due", "sending"} or (delivery.state == "unknown" and not delivery.needs_person)
    ]


def there(evidence: Evidence) -> list[str]:
    """I5: what the ledger calls sent, the platform has, under that very id; and no id serves two deliveries.

    An edit has the id of its original. That what was taken back is gone, I9 says.
    """
    rows = [d for d in evidence.deliveries if d.state == "sent" and d.act != "withdraw"]
    wrong, used = [], Counter(d.remote_id for d in rows if d.kind != "press" and d.act != "edit")
    ids_of = {delivery.id: delivery.remote_id for delivery in evidence.deliveries}
    for delivery in rows:
        if delivery.kind == "press":
            if not evidence.mails_of(delivery):
                wrong.append(f"{delivery.name}: gesendet, aber niemand hat die Mail")
            continue
        by_person = delivery.remote_id.startswith("person:")
        ids = {number(post.platform, post.id) for post in evidence.posts if place(post) == place_of(delivery)}
        named = number(delivery.kind, delivery.remote_id)
        if not (evidence.posts_of(delivery) if by_person else named in ids):
            wrong.append(f"{delivery.name}: gesendet als {delivery.remote_id}, dort nicht zu finden")
        if delivery.act == "edit" and named != number(delivery.kind, ids_of[delivery.original]):
            wrong.append(f"{delivery.name}: berichtigt als {delivery.remote_id}, gesendet als etwas anderes")
        if used[delivery.remote_id] > 1 and not by_person:
            wrong.append(f"{delivery.name}: {delivery.remote_id} gehört {used[delivery.remote_id]} Auslieferungen")
    return wrong


def not_early(evidence: Evidence) -> list[str]:
    """I6: nothing is public before its slot. What is changed in its place was created long before."""
    return [
        f"{delivery.name}: {delivery.slot - arrived.created:.1f} Sekunden zu früh"
        for delivery in evidence.deliveries
        if delivery.act not in IN_PLACE
        for arrived in [*evidence.posts_of(delivery), *evidence.mails_of(delivery)]
        if arrived.created < delivery.slot - EARLY
    ]


def recorded(evidence: Evidence) -> list[str]:
    """I7: every attempt that ended has its audit row, no other has one, and none runs without a worker."""
    wrong = []
    for delivery in evidence.deliveries:
        ends = Counter(end for end in delivery.attempts if end in ATTEMPT_ENDS)
        told = Counter(verb.removeprefix("channels_publish.") for verb in delivery.audits)
        if differing := {end for end in ATTEMPT_ENDS if ends[end] != told[end]}:
            pairs = ", ".join(f"{end}: {ends[end]} Versuche, {told[end]} Einträge" for end in sorted(differing))
            wrong.append(f"{delivery.name}: {pairs}")
        if delivery.open_attempts > (delivery.state == "sending"):
            wrong.append(f"{delivery.name}: {delivery.open_attempts} Versuche laufen, Stand {delivery.state}")
        sent = told["sent"] + told["found"] + delivery.audits.count("channels_publish.decide:posted")
        if sent != (delivery.state in {"sent", "withdrawn"}):
            wrong.append(f"{delivery.name}: {sent}-mal als gesendet vermerkt, Stand {delivery.state}")
        if told["taken_down"] != (delivery.state == "withdrawn"):
            wrong.append(f"{delivery.name}: {told['taken_down']}-mal als entfernt vermerkt, Stand {delivery.state}")
    return wrong


def done(evidence: Evidence) -> list[str]:
    """I8: once people answered what the software had to leave to them, everything approved is sent, and only what a
    step took down or replaced is withdrawn."""
    steps = [step for step in evidence.deliveries if step.state == "sent" and step.act in aftermath.GONE]
    taken_down = {step.original for step in steps}
    return [
        f"{delivery.name}: {delivery.state}"
        for delivery in evidence.deliveries
        if delivery.state != ("withdrawn" if delivery.id in taken_down else "sent")
    ]


INVARIANTS: dict[str, tuple[str, Callable[[Evidence], list[str]]]] = {
    "I1": ("nichts doppelt", once),
    "I2": ("nichts verschwunden", visible),
    "I3": ("nichts, was nicht freigegeben ist", sealed),
    "I4": ("nach einem Neustart bleibt nichts liegen", settled),
    "I5": ("gesendet heißt: es ist da", there),
    "I6": ("nichts vor seinem Termin", not_early),
    "I7": ("alles vermerkt", recorded),
    "I8": ("nach den Antworten der Menschen ist alles gesendet", done),
    "I9": ("Korrektur, Rücknahme und Krise wie freigegeben", aftermath.as_approved),
}


def broken(evidence: Evidence, only: Iterable[str] = INVARIANTS) -> dict[str, list[str]]:
    """The invariants that do not hold, each with its sentences."""
    found = {code: INVARIANTS[code][1](evidence) for code in only}
    return {code: sentences for code, sentences in found.items() if sentences}
