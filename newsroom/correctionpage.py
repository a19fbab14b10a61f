"""What the desk shows of a correction: which posts are out, what shall happen to each, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from channels_publish import steps
from channels_publish.actions import corrections
from channels_publish.channels import adapter_class
from channels_publish.enums import Act, Kind
from channels_publish.models import Account, Delivery
from press.models import Recipient
from stories.enums import CorrectionKind, State
from stories.models import Correction, Story

WAYS: dict[str, str] = {
    Act.EDIT: "Beitrag berichtigen",
    Act.REPLACE: "Löschen und neu senden",
    Act.FOLLOW_UP: "Nachtrag senden",
    Act.WITHDRAW: "Löschen",
    Act.MANUAL: "Von Hand erledigen",
    steps.LEAVE: "So lassen",
}
# Where a way reads otherwise on one channel.
READS: dict[tuple[str, str], str] = {
    (Kind.PRESS, Act.FOLLOW_UP): "Mail an die Empfänger",
    (Kind.WEBSITE, Act.EDIT): "Artikel berichtigen",
    (Kind.WEBSITE, Act.WITHDRAW): "Durch Hinweis ersetzen",
    (Kind.YOUTUBE, Act.EDIT): "Beschreibung berichtigen",
    (Kind.FACEBOOK, Act.EDIT): "Text berichtigen",
}
SUGGESTION = "In einer früheren Fassung hieß es: … Richtig ist: …"


@dataclass(frozen=True, slots=True)
class Line:
    """One post that is out, and what shall happen to it."""

    original: Delivery
    way: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str
    follow_up: str
    recipients: int | None
    why: str

    @property
    def account(self) -> Account:
        return self.original.account


@dataclass(frozen=True, slots=True)
class Correcting:
    """The part of the story page and of the review page that is about a correction or withdrawal."""

    correction: Correction | None
    lines: list[Line]
    back: list[Line]
    missing: bool
    suggestion: str = SUGGESTION

    @property
    def withdraws(self) -> bool:
        return self.correction is not None and self.correction.kind == CorrectionKind.WITHDRAWAL


def correcting(story: Story) -> Correcting | None:
    """What there is to correct or take back; None where nobody has the story yet, or it is taken back already."""
    if story.state == State.WITHDRAWN:
        return None
    correction = story.corrections.open().first()
    # Under an embargo the press may have it although nothing is live.
    out = story.live_id or Delivery.objects.filter(rendition__story=story).perhaps_public().exists()
    if correction is None and not out:
        return None
    lines = lines_of(story, _of(CorrectionKind.CORRECTION, story, correction))
    if correction is None and not lines and (story.public_from is None or story.public_from > timezone.now()):
        return None
    return Correcting(
        correction=correction,
        lines=lines,
        back=lines_of(story, _of(CorrectionKind.WITHDRAWAL, story, correction)),
        missing=corrections.is_missing(story),
    )


def lines_of(story: Story, correction: Correction) -> list[Line]:
    """One line for each post that is out, or may be."""
    planned = [step for step in steps.plan(story, correction) if step.shown]
    mails = _reached([step.original.pk for step in planned if step.original.account.kind == Kind.PRESS])
    return [_line(step, correction, mails) for step in planned]


def ways_of(data: Mapping[str, str], prefix: str = "way-") -> dict[str, str]:
    """The ways that were chosen in a form; the recommended one has no value, so that it may change with the text."""
    return {name.removeprefix(prefix): way for name, way in data.items() if name.startswith(prefix) and way}


def label(kind: str, way: str) -> str:
    """A way in German, as it reads on this channel."""
    return READS.get((kind, way), WAYS[way])


def _of(kind: CorrectionKind, story: Story, correction: Correction | None) -> Correction:
    """The open correction if it is of this kind, else an empty one to ask what would happen."""
    return correction if correction and correction.kind == kind else Correction(story=story, kind=kind)


def _line(step: steps.Step, correction: Correction, mails: Mapping[UUID, int]) -> Line:
    kind, chosen = step.original.account.kind, correction.ways.get(str(step.original.account_id), "")
    best, *others = step.ways
    choices = [("", f"{label(kind, best)} (empfohlen)"), *((way, label(kind, way)) for way in others)]
    return Line(
        original=step.original,
        way=step.way,
        label=label(kind, step.way),
        choices=choices,
        chosen=chosen if chosen in others else "",
        follow_up=step.follow_up if step.way == Act.FOLLOW_UP else "",
        recipients=mails.get(step.original.pk, 0) if kind == Kind.PRESS else None,
        why=_why(step, correction),
    )


def _why(step: steps.Step, correction: Correction) -> str:
    """Why a way one would expect is not among the choices."""
    kind, can = step.original.account.kind, adapter_class(step.original.account.kind).can
    if correction.kind == CorrectionKind.WITHDRAWAL or Act.EDIT in step.ways or kind == Kind.PRESS:
        return ""
    if step.original.remote_id.startswith(steps.BY_PERSON):
        return "Die Kennung dieses Beitrags ist unbekannt; ändern lässt er sich nur von Hand."
    if not step.original.rendition.included:
        return "Das Konto ist in diesem Beitrag ausgelassen."
    if "correct" in can:
        return "Bilder, Video oder Link haben sich geändert; die Plattform kann nur den Text berichtigen."
    return "Diese Plattform erlaubt keine Änderung veröffentlichter Beiträge."


def _reached(keys: list[UUID]) -> dict[UUID, int]:
    """How many got, or may have got, the mails of these deliveries."""
    counts: dict[UUID, int] = {}
    rows = Recipient.objects.reached().filter(mailing__delivery_key__in=keys) if keys else ()
    for row in rows and rows.select_related("mailing"):
        counts[row.mailing.delivery_key] = counts.get(row.mailing.delivery_key, 0) + 1
    return counts
