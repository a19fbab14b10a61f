"""A story's renditions as the desk sees them: counters, problems, what is left out and why."""

from dataclasses import dataclass, replace

from django.utils import timezone

from channels_publish import fitting
from channels_publish.adapters.base import Post, Severity
from channels_publish.channels import adapter_class
from channels_publish.composing import compose, lacks_video, most_images, source
from channels_publish.enums import Kind, Media, State
from channels_publish.messages import UNITS, problem_text
from channels_publish.models import Account, Delivery, Rendition
from stories.models import Story


@dataclass(frozen=True, slots=True)
class Counter:
    """``used`` of ``limit``, with the German name of the counting rule."""

    field: str
    used: int
    limit: int
    unit_label: str
    advisory: bool = False

    @property
    def over(self) -> bool:
        """Beyond what the channel takes; beyond a mere recommendation is no fault."""
        return not self.advisory and self.used > self.limit


@dataclass(frozen=True, slots=True)
class Notice:
    """One problem in plain German, with the input to jump to."""

    field: str
    severity: Severity
    message: str
    account: str = ""

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.ERROR


@dataclass(frozen=True, slots=True)
class Fitted:
    """One rendition, ready to be shown."""

    rendition: Rendition
    account: Account
    post: Post
    measures: list[Counter]
    problems: list[Notice]
    stale: bool
    left_out: str
    delivery: Delivery | None = None

    @property
    def blocked(self) -> bool:
        return not self.left_out and any(notice.blocks for notice in self.problems)


def sheet(story: Story) -> list[Fitted]:
    """Every active account's rendition of the story, in the order of the screens."""
    base = source(story)
    rows = (
        story.renditions.select_related("account", "tile")
        .prefetch_related("deliveries")
        .filter(account__active=True)
        .order_by("account__position", "pk")
    )
    return [_fit(row, story, base) for row in rows]


def fitted(
    rendition: Rendition,
    *,
    title: str | None = None,
    text: str | None = None,
    html: str | None = None,
    tags: list[str] | None = None,
    media: str | None = None,
) -> Fitted:
    """The same for text that is being typed and not saved."""
    story = rendition.story
    for name, value in {"title": title, "text": text, "html": html, "tags": tags, "media": media}.items():
        if value is not None:
            setattr(rendition, name, value)
    return _fit(rendition, story, source(story))


def blocking(fitted_rows: list[Fitted]) -> list[Notice]:
    """What must be mended before anything may be approved, each naming its account."""
    return [
        replace(notice, account=str(row.account))
        for row in fitted_rows
        if not row.left_out
        for notice in row.problems
        if notice.blocks
    ]


def disproved(fitted_rows: list[Fitted]) -> list[Notice]:
    """What shows only when the thing is made, such as a PDF that is not accessible."""
    return [
        Notice(problem.field, problem.severity, problem_text(problem.code, **problem.values), str(row.account))
        for row in fitted_rows
        if not row.left_out
        for problem in adapter_class(row.account.kind).prove(row.post)
    ]


def left_out(rendition: Rendition) -> str:
    """The German reason why this account gets nothing, or an empty text."""
    if lacks_video(rendition):
        return (
            "Ausgelassen: YouTube braucht ein Video. Laden Sie im Beitrag eines hoch, dann geht auch dieses Konto mit."
        )
    if not rendition.included:
        return "Von Hand ausgelassen. Mit „Wieder aufnehmen“ geht dieses Konto mit."
    return ""


def _fit(rendition: Rendition, story: Story, base: fitting.Source) -> Fitted:
    rendition.story = story
    post, adapter = compose(rendition), adapter_class(rendition.account.kind)
    deliveries = [row for row in rendition.deliveries.all() if row.state != State.CANCELLED]
    problems = [
        Notice(problem.field, problem.severity, problem_text(problem.code, **problem.values))
        for problem in adapter.problems(post)
    ]
    return Fitted(
        rendition=rendition,
        account=rendition.account,
        post=post,
        measures=[Counter(m.field, m.used, m.limit, UNITS[m.unit], m.advisory) for m in adapter.measure(post)],
        problems=problems + _account_notices(rendition) + _picture_notices(rendition),
        stale=rendition.edited and rendition.based_on != fitting.digest(base),
        left_out=left_out(rendition),
        delivery=deliveries[0] if deliveries else None,
    )


def _picture_notices(rendition: Rendition) -> list[Notice]:
    """That some pictures stay behind: the first ones lead, so the order decides which."""
    used, most = len(rendition.story.ordered_images()), most_images(rendition.account.kind)
    if rendition.media != Media.IMAGES or most is None or used <= most:
        return []
    message = (
        f"Der Beitrag hat {used} Bilder; dieser Kanal zeigt die ersten {most}. Die Reihenfolge ändern Sie im Beitrag."
    )
    return [Notice("images", Severity.HINT, message)]


def _account_notices(rendition: Rendition) -> list[Notice]:
    account, notices = rendition.account, []
    if account.paused:
        notices.append(
            Notice(
                "account",
                Severity.WARNING,
                f"Das Konto ist angehalten: {account.paused_reason} Der Beitrag wartet, bis es wieder in Betrieb ist.",
            )
        )
    if rendition.send_at and rendition.send_at < timezone.now() and not rendition.deliveries.all():
        notices.append(
            Notice("send_at", Severity.HINT, "Der Termin ist vorbei; gesendet wird sofort nach der Freigabe.")
        )
    if rendition.media == Media.VIDEO and rendition.story.video_id is None and account.kind != Kind.YOUTUBE:
        notices.append(
            Notice("media", Severity.WARNING, "Als Medium ist das Video gewählt, der Beitrag hat aber keines.")
        )
    return notices
