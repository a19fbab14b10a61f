"""What the story page shows, gathered from the rooms below; it reads and decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.text import get_text_list

from channels_publish.actions import release
from media_library.models import Asset
from newsroom.differences import LABELS
from newsroom.forms import FilmForm, ImageForm, StoryForm
from newsroom.panels import Panel
from newsroom.templatetags.desk import when
from newsroom.wordruns import to_text, word_runs
from people.models import User
from people.roles import Permission
from stories import rules
from stories.actions import copies
from stories.actions.together import Saved
from stories.completeness import NOTICE, Gap, missing
from stories.enums import Outcome, State
from stories.errors import Conflict
from stories.models import Review, Story

SEALED = frozenset({State.APPROVED, State.PUBLISHED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Blocker:
    """A rendition that a platform would refuse, with the panel to jump to."""

    rendition: int
    message: str
    accounts: list[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a version conflict: what is stored now beside what was typed."""

    name: str
    label: str
    theirs: str
    mine: str
    raw: str
    runs: list[tuple[str, str]]


def base_context(story: Story, user: User, *, seal_ok: bool = False) -> dict[str, Any]:
    """Rights and state: what every part of the page asks."""
    sealed = story.state in SEALED
    may_edit = rules.may_edit(user, story)
    return {
        "story": story,
        "sealed": sealed,
        "seal_ok": seal_ok and sealed and may_edit,
        "may_edit": may_edit,
        "editable": may_edit and (not sealed or seal_ok),
        "panels_editable": user.has_perm(Permission.EDIT_RENDITION)
        and (not sealed or seal_ok)
        and story.state != State.WITHDRAWN,
        "may_submit": story.state == State.DRAFT and rules.may_submit(user, story),
        "may_withdraw": story.state == State.IN_REVIEW and may_edit,
    }


def submission(story: Story, rows: list[Panel], *, notice_missing: bool = False) -> dict[str, Any]:
    """What stands between this story and the queue; a gap of the story is not repeated per channel."""
    gaps: list[Gap] = missing(story) + release.rights_gaps(story) + ([NOTICE] if notice_missing else [])
    told = {"images" if gap.field.startswith("image-") else gap.field for gap in gaps}
    told |= {"html", "text"} if "body" in told else set()
    blockers: dict[str, Blocker] = {}
    for row in rows:
        for notice in row.fitted.problems if row.fitted.blocked else []:
            if notice.blocks and notice.field not in told:
                known = blockers.setdefault(notice.message, Blocker(row.pk, notice.message, []))
                known.accounts.append(str(row.fitted.account))
    return {"gaps": gaps, "blockers": list(blockers.values()), "open_count": len(gaps) + len(blockers)}


def image_forms(story: Story, data: Any = None, *, editable: bool = True) -> list[ImageForm]:
    """One form a picture; unsent ones show what is stored."""
    forms = []
    for asset in story.ordered_images():
        form = ImageForm(data, asset=asset) if data is not None else ImageForm(asset=asset)
        if data is not None and not form.sent:
            form = ImageForm(asset=asset)
        for item in form.fields.values():
            item.disabled = not editable
        forms.append(form)
    return forms


def film_form(story: Story, data: Any = None, *, editable: bool = True) -> FilmForm | None:
    """The rights of the story's film, if it has one."""
    if story.video is None:
        return None
    form = FilmForm(data, asset=story.video)
    for item in form.fields.values():
        item.disabled = not editable
    return form


def banner(story: Story) -> Review | None:
    """The last word of the review, where the person at the desk must know it."""
    review = story.reviews.select_related("by", "correction").first()
    shown = {Outcome.RETURNED, Outcome.BROKEN, Outcome.APPROVED}
    return review if review and review.outcome in shown else None


def video_facts(asset: Asset) -> dict[str, str]:
    """Length and size in words a person reads."""
    seconds = round(asset.seconds or 0)
    return {
        "length": f"{seconds // 60}:{seconds % 60:02d} Minuten",
        "size": f"{asset.size / 1_000_000:.1f}".replace(".", ",") + " MB",
    }


def differences(conflict: Conflict, form: StoryForm) -> list[Difference]:
    """Field by field, where two people wrote differently: what would be stored their way, and the typed way."""
    assert conflict.merge is not None
    rows = []
    for name, clash in conflict.merge.clashes.items():
        raw = _as_typed(name, getattr(conflict.story, name)) if name != "body" else clash.theirs
        other, mine = _shown(name, clash.theirs), _shown(name, clash.mine)
        rows.append(Difference(name, str(form.fields[name].label), other, mine, raw, word_runs(other, mine)))
    return rows


def _shown(name: str, told: Any) -> str:
    """A value of a revision as a person reads it."""
    if isinstance(told, list):
        return ", ".join(told)
    if name == "embargo" and told:
        return when(parse_datetime(told))
    return to_text(told) if name == "body" else str(told).strip()


def merged(saved: Saved) -> str:
    """The sentence about a save that was put together with somebody else's."""
    names = get_text_list([LABELS[name] for name in LABELS if name in saved.taken], "und")
    told = f" geändert: {names}" if names else " auch gespeichert"
    return f"{saved.colleague} hat inzwischen{told}. Jetzt steht beides im Beitrag; bitte lesen Sie noch einmal."


def merged_inputs(typed: QueryDict, story: Story, taken: Sequence[str]) -> dict[str, Any] | None:
    """For the page's script: what the inputs of merged fields shall show, and the version to go back to where
    somebody typed on in one of them meanwhile."""
    if not taken:
        return None
    values = {name: [typed.get(name, ""), _as_typed(name, getattr(story, name))] for name in taken}
    return {"values": values, "base": typed.get("version", "")}


def _as_typed(name: str, value: Any) -> str:
    """A stored value as its input would send it."""
    if name in {"department", "remit"}:
        return str(value.pk) if value else ""
    item = StoryForm.base_fields[name]
    shown = item.widget.format_value(item.prepare_value(value))
    return "" if shown is None else str(shown)


def somebody_else(person: str | None, user: User) -> str:
    """The sentence for a page that one person opened and another one, logged in beside it, would save as theirs."""
    if not person or person == str(user.pk):
        return ""
    return (
        f"In diesem Browser ist inzwischen {user} angemeldet. Damit nichts unter falschem Namen gespeichert wird, "
        "melden Sie sich bitte wieder mit Ihrem eigenen Zugang an; Ihr Text steht noch hier."
    )


def copy_of(story: Story | None, user: User) -> dict[str, Any] | None:
    """This person's kept copy as the page's script takes it, where it says something else than what is stored."""
    copy = copies.of(story, user)
    if copy is None:
        return None
    stored = StoryForm(story=story)
    typed = {name: value for name, value in copy.fields.items() if name in stored.fields}
    as_stored = {name: _as_typed(name, getattr(story, name)) if story else "" for name in typed}
    for asset in story.ordered_images() if story else []:
        for name in ("alt_text", "credit", "caption"):
            if (key := f"image-{asset.pk}-{name}") in copy.fields:
                typed[key], as_stored[key] = copy.fields[key], getattr(asset, name)
    if all(as_stored[name] == value.replace("\r\n", "\n") for name, value in typed.items()):
        return None
    return {"at": int(copy.updated_at.timestamp() * 1000), "version": copy.base_version, "values": copy.fields}
