"""One account's rendition as the story page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from channels_publish import clashes, fitting, plan
from channels_publish.adapters.base import Severity
from channels_publish.composing import LONG_FORM, lacks_video, source
from channels_publish.enums import Kind, Media
from channels_publish.models import Account
from channels_publish.sheet import Counter, Fitted, fitted, sheet
from newsroom.forms import RenditionForm
from newsroom.templatetags.desk import field_label
from newsroom.wordruns import to_text, word_runs
from stories.models import Story

TITLED = {Kind.PRESS: "Titel", Kind.WEBSITE: "Titel", Kind.YOUTUBE: "Titel des Videos"}
TAGGED = {Kind.WEBSITE: "Schlagwörter", Kind.YOUTUBE: "Tags des Videos"}
TEXT_LABELS = {
    Kind.PRESS: "Vorspann",
    Kind.WEBSITE: "Teaser",
    Kind.FACEBOOK: "Text des Beitrags",
    Kind.X: "Text des Posts",
    Kind.INSTAGRAM: "Bildtext",
    Kind.YOUTUBE: "Beschreibung",
}
MEDIA_CHOICE = frozenset({Kind.FACEBOOK, Kind.X, Kind.INSTAGRAM})


@dataclass(frozen=True, slots=True)
class Condition:
    """How a rendition stands, as a word with tone and icon."""

    word: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one field of the story says now and said before, as runs of (tag, words)."""

    label: str
    runs: list[tuple[str, str]]


@dataclass(slots=True)
class Panel:
    """One account's rendition as the page shows it."""

    fitted: Fitted
    open: bool = False
    editable: bool = True
    seal_ok: bool = False
    form: RenditionForm | None = None
    message: str = ""
    tone: str = "ok"
    former: dict[str, Any] | None = None
    theirs: dict[str, Any] | None = None
    plan_error: str = ""
    plan_typed: str | None = None
    changes: list[Change] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.fitted.rendition.pk

    @property
    def kind(self) -> str:
        return self.fitted.account.kind

    @property
    def preview(self) -> str:
        return f"channels/{self.kind}/preview.html"

    @property
    def condition(self) -> Condition:
        if self.fitted.left_out:
            return Condition("ausgelassen", "neutral", "pause")
        if self.fitted.blocked:
            return Condition("Problem", "bad", "error")
        if self.fitted.stale:
            return Condition("veraltet", "warn", "clock")
        if any(notice.severity == Severity.WARNING for notice in self.fitted.problems):
            return Condition("Hinweis", "warn", "warning")
        if self.fitted.rendition.edited:
            return Condition("von Hand bearbeitet", "info", "edit")
        return Condition("passt", "ok", "check-circle")

    @property
    def main_measure(self) -> Counter | None:
        """The counter for the summary: one that is over, or else that of the text."""
        measures = self.fitted.measures
        over = [measure for measure in measures if measure.over]
        text = [measure for measure in measures if measure.field == "text"]
        return next(iter(over + text + measures), None)

    @property
    def counters(self) -> list[tuple[str, Counter]]:
        return [(field_label(measure.field), measure) for measure in self.fitted.measures]

    @property
    def notices(self) -> list[tuple[str, list[str]]]:
        """Problems by severity, the gravest first; none for a channel that is left out."""
        if self.fitted.left_out:
            return []
        by_severity: dict[str, list[str]] = {severity.value: [] for severity in Severity}
        for notice in self.fitted.problems:
            by_severity[notice.severity.value].append(notice.message)
        return [(severity, sentences) for severity, sentences in by_severity.items() if sentences]

    @property
    def title_label(self) -> str:
        return TITLED.get(Kind(self.kind), "")

    @property
    def tags_label(self) -> str:
        return TAGGED.get(Kind(self.kind), "")

    @property
    def text_label(self) -> str:
        return TEXT_LABELS[Kind(self.kind)]

    @property
    def rows(self) -> int:
        """Height of the text field in lines, by the length of what is in it."""
        lines = sum(1 + len(line) // 60 for line in self.fitted.rendition.text.split("\n"))
        return max(4, min(18, lines + 1))

    @property
    def long_form(self) -> bool:
        return self.kind in LONG_FORM

    @property
    def needs_video(self) -> bool:
        return lacks_video(self.fitted.rendition)

    @property
    def media_choices(self) -> list[tuple[str, str]]:
        """What there is to choose; empty where there is nothing."""
        story = self.fitted.rendition.story
        if self.kind not in MEDIA_CHOICE or not (story.video_id or story.ordered_images()):
            return []
        choices = [(Media.IMAGES.value, "Bilder")] if story.ordered_images() or self.kind == Kind.INSTAGRAM else []
        choices += [(Media.VIDEO.value, "Video")] if story.video_id else []
        choices += [] if self.kind == Kind.INSTAGRAM else [(Media.NONE.value, "keine, nur Text")]
        return choices if len(choices) > 1 else []

    @property
    def former_items(self) -> list[tuple[str, str]]:
        """The text to offer back, as hidden inputs."""
        return [
            (name, ", ".join(value) if isinstance(value, list) else value)
            for name, value in (self.former or {}).items()
        ]


def panels(story: Story, context: Mapping[str, Any], *, open_pk: int | None = None) -> list[Panel]:
    """Every account's rendition, in the order of the screens."""
    fitted_rows = sheet(story)
    told = clashes.of_slots({row.rendition.pk: slot for row in fitted_rows if (slot := _slot(row))})
    return [
        Panel(
            fitted=row,
            open=row.rendition.pk == open_pk,
            editable=context["panels_editable"],
            seal_ok=context["seal_ok"],
            changes=changes_since(story, row.rendition.based_on) if row.stale else [],
            clashes=told.get(row.rendition.pk, []),
        )
        for row in fitted_rows
    ]


def _slot(row: Fitted) -> tuple[Account, datetime] | None:
    """Where and when it goes out, if that is planned and can still be changed."""
    delivery, rendition = row.delivery, row.rendition
    if row.left_out or (delivery and delivery.state in plan.SETTLED):
        return None
    moment = delivery.slot if delivery and rendition.story.state not in plan.WISHING else rendition.send_at
    return (row.account, moment) if moment else None


def one_panel(rows: list[Panel], pk: int) -> Panel:
    """The panel of this rendition. Raises StopIteration where its account is out of service."""
    return next(row for row in rows if row.pk == pk)


def typed_over(panel: Panel, form: RenditionForm) -> None:
    """Show what was typed instead of what is stored."""
    panel.form = form
    panel.fitted = fitted(panel.fitted.rendition, **form.shown())


def changes_since(story: Story, stamp: str) -> list[Change]:
    """What the story said when a rendition was last looked at, against what it says now."""
    now = source(story)
    for revision in story.revisions.all()[:50]:
        then = _source_of(revision.content, now)
        if fitting.digest(then) == stamp:
            return _changes(then, now)
    return []


def _changes(then: fitting.Source, now: fitting.Source) -> list[Change]:
    pairs = [
        ("Dachzeile", then.kicker, now.kicker),
        ("Überschrift", then.headline, now.headline),
        ("Vorspann", then.lead, now.lead),
        ("Text", to_text(then.body_html), to_text(now.body_html)),
        ("Ort", then.city, now.city),
        ("Amt", then.department, now.department),
        ("Schlagwörter", ", ".join(then.keywords), ", ".join(now.keywords)),
        ("Kontakt", then.contact, now.contact),
        ("V.i.S.d.P.", then.responsible, now.responsible),
        ("Sperrfrist", _time(then.embargo), _time(now.embargo)),
        ("Bilder", _yes(then.has_images), _yes(now.has_images)),
        ("Video", _yes(then.has_video), _yes(now.has_video)),
    ]
    return [Change(label, word_runs(old, new)) for label, old, new in pairs if old != new]


def _source_of(content: Mapping[str, Any], now: fitting.Source) -> fitting.Source:
    """A kept revision as the fitting saw it, in the terms of :func:`composing.source`."""
    return replace(
        now,
        kicker=content["kicker"],
        headline=content["headline"],
        lead=content["lead"],
        body_html=content["body"],
        department="" if content["department"] == settings.OFFICE else content["department"],
        keywords=tuple(content["keywords"]),
        contact=content["contact"],
        responsible=content["responsible"],
        embargo=datetime.fromisoformat(content["embargo"]) if content["embargo"] else None,
        has_video=content["video"] is not None,
        has_images=bool(content["images"]),
        city=content.get("place") or settings.CITY,
    )


def _time(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%d.%m.%Y %H:%M}" if value else "keine"


def _yes(value: bool) -> str:
    return "vorhanden" if value else "keine"
