"""Accounts at the sandbox, and stories on their way to it."""

from typing import Any

from channels_publish import seal
from channels_publish.actions import accounts, corrections, release
from channels_publish.enums import Kind
from channels_publish.models import Account, Delivery, Rendition
from people.models import User
from press.actions import lists
from stories.models import Review, Story
from tests.factories import people, stories
from tests.sandbox_process import Sandbox

NOWHERE = "http://127.0.0.1:9"
# kind → path at the sandbox, id there, token, and where its posts can be looked at
PLACES: dict[Kind, tuple[str, str, str, str]] = {
    Kind.WEBSITE: ("/typo3site", "5f0c1c1e-6b1a-4b57-9d5e-2d7f3f6a0001", "typo3-demo-aktuelles", ""),
    Kind.FACEBOOK: ("/graph", "100064000000001", "EAA-demo-lhd", ""),
    Kind.X: ("/x", "1500000001", "x-demo-lhd", "/x/{handle}/status/{id}"),
    Kind.INSTAGRAM: ("/graph", "17841400000000001", "EAA-demo-lhd", ""),
    Kind.YOUTUBE: ("/youtube", "UCdemoDuesseldorf0000001", "ya29.demo-lhd", "/youtube/watch?v={id}"),
}


def account(kind: Kind, *, sandbox: Sandbox | None = None, **facts: Any) -> Account:
    """The city's account of this kind; without a sandbox it points where nobody answers."""
    base = sandbox.http if sandbox else NOWHERE
    given: dict[str, Any] = {"name": f"Stadt auf {Kind(kind).label}", "handle": "duesseldorf"}
    if kind in PLACES:
        path, remote_id, token, permalink = PLACES[kind]
        given |= {"base_url": base + path, "remote_id": remote_id, "token": token}
        given["options"] = {"permalink": base + permalink} if permalink else {}
    given |= facts
    position = Account.objects.count()
    return accounts.ensure(kind=kind, by=None, position=position, **given)[0]


def press_account(*, readers: tuple[str, ...] = ("anna", "bert"), **facts: Any) -> Account:
    """A press list with these readers at a newspaper."""
    made = account(Kind.PRESS, **facts)
    distribution = lists.create_list(name=f"Verteiler {made.pk}", account=made, by=None)
    for name in readers:
        lists.add_contact(name=name.title(), email=f"{name}@zeitung.example", by=None, lists=[distribution])
    made.refresh_from_db()
    return made


def submitted(*, by: User | None = None, **facts: Any) -> Story:
    """A story in the queue, its renditions drafted."""
    by = by or people.editor()
    return release.submit(story=stories.story(by=by, **facts), by=by)


def approve(story: Story, *, by: User | None = None, **choices: Any) -> Review:
    """Approve what is there now; what is out already is changed quietly where no notice was written."""
    story = Story.objects.get(pk=story.pk)
    if corrections.is_missing(story):
        corrections.write(story=story, notice="", ways={}, quiet=True, by=people.editor())
        story.refresh_from_db()
    seen = seal.digest(seal.sealed_payload(story))
    return release.approve(story=story, by=by or people.cvd(), seen_seal=seen, **choices)


def approved(*, by: User | None = None, at: Any = None, **facts: Any) -> Story:
    """A story with its deliveries in the ledger."""
    story = submitted(by=by, **facts)
    approve(story, at=at)
    return Story.objects.get(pk=story.pk)


def rendition(story: Story, kind: Kind) -> Rendition:
    return story.renditions.select_related("account", "story").get(account__kind=kind)


def delivery(story: Story, kind: Kind | None = None) -> Delivery:
    """The story's only delivery (of this kind), as it stands now."""
    rows = Delivery.objects.filter(rendition__story=story).select_related("account", "rendition__story", "review")
    return rows.get(account__kind=kind) if kind else rows.get()
