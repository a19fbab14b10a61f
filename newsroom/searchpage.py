"""What was found, with what stands behind it; it reads and decides nothing."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.safestring import SafeString

from channels_publish.models import Delivery
from media_library.models import Asset
from people.models import User
from people.roles import Permission
from press.models import PressRelease
from search import finding, nearest
from search.models import Entry, Kind
from stories.models import Story, Topic

PER_PAGE = 20
ICONS = {
    Kind.STORY: "story", Kind.TOPIC: "inbox", Kind.RELEASE: "press", Kind.ASSET: "image", Kind.DELIVERY: "send",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the results; ``row`` is the thing itself, for its state."""

    entry: Entry
    kind: Kind
    icon: str
    row: Any
    url: str
    snippet: SafeString


def kinds_for(user: User) -> list[Kind]:
    """What this person may find."""
    kinds = [Kind.STORY]
    if user.has_perm(Permission.WRITE):
        kinds.append(Kind.TOPIC)
    if user.has_perm(Permission.SEE_LEDGER):
        kinds += [Kind.RELEASE, Kind.DELIVERY]
    if user.has_perm(Permission.UPLOAD):
        kinds.append(Kind.ASSET)
    return kinds


def context(text: str, only: str, page: int, user: User) -> dict[str, Any]:
    """Everything the page shows."""
    kinds = kinds_for(user)
    found = finding.find(text, kinds=kinds, only=only, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    all_count = sum(found.counts.values())
    return {
        "q": text,
        "meant": nearest.suggestion(text, kinds=kinds) if not all_count else "",
        "only": only,
        "hits": _hits(found.entries, text),
        "total": found.total,
        "all_count": all_count,
        "tabs": [(kind, found.counts.get(kind, 0)) for kind in Kind if kind in kinds and found.counts.get(kind)],
        "page": Paginator(range(found.total), PER_PAGE).get_page(page),
    }


def _hits(entries: list[Entry], text: str) -> list[Hit]:
    rows = _rows(entries)
    hits = []
    for entry in entries:
        row = rows.get((entry.kind, entry.object_id))
        if row is not None:
            kind = Kind(entry.kind)
            hits.append(Hit(entry, kind, ICONS[kind], row, _url(kind, row), finding.snippet(entry, text)))
    return hits


def _rows(entries: list[Entry]) -> dict[tuple[str, str], Any]:
    """The things behind the entries: one question a kind."""
    ids: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        ids[entry.kind].append(entry.object_id)
    sources: dict[Kind, Any] = {
        Kind.STORY: Story.objects.all(),
        Kind.TOPIC: Topic.objects.all(),
        Kind.RELEASE: PressRelease.objects.select_related("story"),
        Kind.ASSET: Asset.objects.all(),
        Kind.DELIVERY: Delivery.objects.select_related("account", "rendition__story"),
    }
    found: dict[tuple[str, str], Any] = {}
    for kind, wanted in ids.items():
        found |= {(kind, str(row.pk)): row for row in sources[Kind(kind)].filter(pk__in=wanted)}
    return found


def _url(kind: Kind, row: Any) -> str:
    if kind == Kind.ASSET:
        return reverse("desk:asset_uses", args=[row.pk])
    if kind == Kind.DELIVERY:
        return reverse("desk:delivery", args=[row.pk])
    if kind == Kind.RELEASE:
        return reverse("desk:story_ledger", args=[row.story_id]) if row.story_id else reverse("desk:ledger")
    return str(row.get_absolute_url())
