"""The newsroom's main job without a screen: from a checked release to settled deliveries."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from channels_publish import plaintext, seal, sheet
from channels_publish.actions import decisions, release, renditions
from channels_publish.enums import Kind
from channels_publish.enums import State as DeliveryState
from channels_publish.errors import Blocked
from channels_publish.messages import explain
from channels_publish.models import Delivery
from media_library.actions import assets
from media_library.models import Asset
from newsroom.releases import Release
from people.models import User
from stories.actions import departments, remits
from stories.actions import stories as story_actions
from stories.enums import Outcome as ReviewOutcome
from stories.enums import State
from stories.errors import DeskError, WrongState
from stories.models import Remit, Story


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one release. ``left_out`` names accounts the story does not fit, with the reason."""

    story: Story
    deliveries: list[Delivery]
    left_out: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def all_sent(self) -> bool:
        return bool(self.deliveries) and all(
            row.state in {DeliveryState.SENT, DeliveryState.WITHDRAWN} for row in self.deliveries
        )


# A person returned it, took it back or changed it after the approval: no script goes past that.
AT_THE_DESK = (ReviewOutcome.RETURNED, ReviewOutcome.WITHDRAWN, ReviewOutcome.BROKEN)


def publish(item: Release, *, editor: User, cvd: User) -> Story:
    """Write, fit, submit and approve one release; its deliveries are then in the ledger.

    A release that was published before is not published again: its story comes back as it is.
    What failed before and can be tried again is tried again. Raises the desk's errors, among them
    WrongState for a story that somebody has taken to the desk since.
    """
    story = Story.objects.filter(source_ref=f"release:{item.key}").first() or _write(item, editor)
    if story.state in {State.DRAFT, State.IN_REVIEW} and story.reviews.filter(outcome__in=AT_THE_DESK).exists():
        raise WrongState(f"„{story.headline}“ wird am Desk bearbeitet und geht deshalb von dort aus weiter.")
    if story.state == State.DRAFT:
        story = release.submit(story=story, by=editor)
    if story.state == State.IN_REVIEW:
        seen = seal.digest(seal.sealed_payload(story))
        release.approve(story=story, by=cvd, seen_seal=seen)
    else:
        failed = rows_of(story).filter(state__in=[DeliveryState.REFUSED, DeliveryState.ACCOUNT])
        for row in failed.filter(account__paused_at__isnull=True):
            decisions.retry(delivery=row, by=cvd)
        release.ring()
    story.refresh_from_db()
    return story


def rows_of(story: Story) -> QuerySet[Delivery]:
    """The living deliveries of a story in the order of the screens."""
    rows = Delivery.objects.filter(rendition__story=story).exclude(state=DeliveryState.CANCELLED)
    return rows.select_related("account", "rendition").order_by("account__position", "account_id")


def wait(stories: Iterable[Story], *, seconds: float, progress: Callable[[int, int], None] | None = None) -> None:
    """Wait until nothing of these stories is under way or will move within ``seconds``."""
    ids = [story.pk for story in stories]
    rows = Delivery.objects.filter(rendition__story__in=ids).exclude(state=DeliveryState.CANCELLED)
    deadline = time.monotonic() + seconds
    horizon = timezone.now() + timedelta(seconds=seconds)
    shown = (-1, -1)
    while True:
        pending = rows.open().exclude(_stands_still(horizon)).count()
        state = (rows.filter(state=DeliveryState.SENT).count(), rows.count())
        if progress and state != shown:
            progress(*state)
            shown = state
        if not pending or time.monotonic() > deadline:
            return
        time.sleep(0.1)


def _stands_still(horizon: datetime) -> Q:
    """Due later than anybody waits, or held up by an account that a person must mend, or by a crisis."""
    stuck = Q(due_at__gt=horizon) | Q(account__paused_at__isnull=False) | Q(held_by__isnull=False)
    return Q(state=DeliveryState.DUE) & stuck


def outcome(story: Story) -> Outcome:
    """The ledger of one story, with what was left out."""
    gone = [(row.account.kind, row.account.name, row.left_out) for row in sheet.sheet(story) if row.left_out]
    return Outcome(story, list(rows_of(story)), gone)


def as_json(results: list[Outcome]) -> dict[str, Any]:
    """The machine's view of the ledger."""
    return {
        "stories": [
            {
                "title": result.story.headline,
                "deliveries": [_delivery(row) for row in result.deliveries],
                "left_out": [
                    {"channel": kind, "account": account, "reason": reason}
                    for kind, account, reason in result.left_out
                ],
            }
            for result in results
        ]
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "channel": row.account.kind,
        "account": row.account.name,
        "state": row.state,
        "remote_id": row.remote_id,
        "url": row.url,
        "title": row.post.get("title", ""),
        "text": public_text(row),
        "alt_texts": [image["alt"] for image in row.post.get("images", [])],
        "seconds": row.seconds,
        "message": message(row),
        "detail": row.detail,
    }


def message(row: Delivery) -> str:
    """What the desk should know about this row, or an empty text."""
    if row.state == DeliveryState.DUE and row.held_back:
        return explain("crisis")
    if row.state == DeliveryState.DUE and row.account.paused:
        return f"Das Konto ist angehalten: {row.account.paused_reason}"
    if row.state == DeliveryState.DUE and not row.code and row.due_at > timezone.now():
        at = timezone.localtime(row.due_at)
        return f"Geplant für {at:%d.%m.%Y, %H.%M} Uhr; gesendet wird dann, wenn der Newsroom läuft (make run)."
    return explain(row.code)


def why_held(error: DeskError) -> str:
    """Why a release stays at the desk; what several accounts would refuse is told once, naming them."""
    if not isinstance(error, Blocked):
        return str(error)
    accounts: dict[str, list[str]] = {}
    for notice in error.notices:
        accounts.setdefault(notice.message, []).append(notice.account)
    return " ".join(f"{', '.join(dict.fromkeys(names))}: {text}" for text, names in accounts.items())


def public_text(row: Delivery) -> str:
    """What a reader of that channel reads: the post, or headline, lead and body where there is one."""
    post = row.post
    if row.account.kind not in {Kind.PRESS, Kind.WEBSITE}:
        return str(post.get("text", ""))
    body = plaintext.plain_text(post.get("html", ""))
    return "\n\n".join(filter(None, [post.get("title", ""), post.get("text", ""), body]))


@transaction.atomic
def _write(item: Release, editor: User) -> Story:
    department = departments.ensure(name=item.department or settings.OFFICE, by=editor)
    office = departments.ensure(name=settings.OFFICE, by=editor)
    story = story_actions.create(
        by=editor,
        headline=item.title,
        source_ref=f"release:{item.key}",
        kicker=item.kicker,
        lead=item.lead,
        body=item.body,
        place=item.place or settings.CITY,
        department=department,
        keywords=list(item.keywords),
        contact=item.contact or department.contact or office.contact,
        responsible=item.responsible or department.responsible or office.responsible,
        link=item.link,
        embargo=item.embargo,
        remit=_remit(item, editor) or department.remit or office.remit,
    )
    for picture in item.pictures:
        if picture.file:
            asset = _image(picture.file, picture.alt, picture.credit, picture.caption, editor)
            story = story_actions.add_image(story=story, asset=asset, by=editor)
    if item.video:
        story = story_actions.set_video(story=story, asset=_film(item.video, item, editor), by=editor)
    renditions.refresh(story=story, by=editor)
    return story


def _remit(item: Release, editor: User) -> Remit | None:
    return remits.ensure(name=item.remit, by=editor) if item.remit else None


def _film(path: Path, item: Release, editor: User) -> Asset:
    with path.open("rb") as file:
        film = assets.add_video(file=File(file, name=path.name), by=editor, credit=item.video_credit)
    if item.captions:
        with item.captions.open("rb") as file:
            return assets.set_captions(asset=film, file=File(file, name=item.captions.name), reason="", by=editor)
    if item.captions_reason:
        return assets.set_captions(asset=film, file=None, reason=item.captions_reason, by=editor)
    return film


def _image(path: Path, alt: str, credit: str, caption: str, editor: User) -> Asset:
    with path.open("rb") as file:
        return assets.add_image(
            file=File(file, name=path.name), by=editor, alt_text=alt, credit=credit, caption=caption
        )
