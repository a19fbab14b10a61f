"""A fact check as the desk lists it, and the text as the person who checks it reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from lxml import etree
from lxml import html as markup

from newsroom.templatetags.desk import cleaned
from stories.anchoring import Quote, plain
from stories.models import FactCheck, Story

WORKING_DAYS = 3


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text that can be remarked on."""

    name: str
    field: str
    html: str
    words: str
    typed: str = ""

    @property
    def quote(self) -> Quote:
        return Quote(self.words)


def blocks(content: dict[str, Any], typed: dict[str, str] | None = None) -> list[Block]:
    """Headline, lead, and each paragraph of the text, in their order."""
    typed = typed or {}
    found = [
        Block(f"remark-{field}", field, "", content[field], typed.get(f"remark-{field}", ""))
        for field in ("headline", "lead")
        if content.get(field)
    ]
    tree = markup.fromstring(f"<div>{content.get('body', '')}</div>")
    for number, element in enumerate(tree):
        html = cleaned(etree.tostring(element, encoding="unicode", with_tail=False))
        name = f"remark-body-{number}"
        found.append(Block(name, "body", html, plain(html), typed.get(name, "")))
    return found


def state(check: FactCheck, now: datetime) -> tuple[str, str, str]:
    """Icon, tone and word for where it stands."""
    if check.answered_at:
        return ("check-circle", "ok", check.get_verdict_display()) if check.verdict == "correct" else (
            "comment", "warn", check.get_verdict_display(),
        )  # fmt: skip
    if check.revoked_at:
        return ("stop", "neutral", "Zurückgezogen")
    if check.expires_at <= now:
        return ("clock", "bad", "Abgelaufen ohne Antwort")
    return ("eye", "info", "Geöffnet") if check.opened_at else ("send", "neutral", "Offen")


def of(story: Story, now: datetime) -> list[dict[str, Any]]:
    """What the list shows of each check; ``outdated`` says the text has moved on since."""
    checks = list(story.fact_checks.select_related("revision", "department", "created_by"))
    newest = (story.revisions.values_list("number", flat=True).first() or 0) if checks else 0
    return [
        {
            "check": check,
            "look": state(check, now),
            "open": not (check.answered_at or check.revoked_at) and check.expires_at > now,
            "outdated": check.revision.number != newest,
            "newest": newest,
        }
        for check in checks
    ]


def usual_end(now: datetime) -> datetime:
    """Six in the evening, three working days on."""
    day = timezone.localtime(now)
    left = WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5  # noqa: PLR2004 (Saturday)
    return day.replace(hour=18, minute=0, second=0, microsecond=0)
