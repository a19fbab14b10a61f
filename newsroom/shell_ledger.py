"""The ledger for the shell: which rows, as a table of 100 columns or as JSON, and one delivery in full."""

import shutil
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Replace
from django.urls import reverse
from django.utils import timezone

from channels_publish.models import Account, Delivery, DeliveryQuerySet
from newsroom import ledger_filter, outbox
from newsroom.templatetags.desk import when

WIDTH = 100
SHORT = 8
HEADERS = ("Nummer", "Stand", "Termin", "Konto", "Beitrag")
COLUMNS = (SHORT, 14, 14, 24)


class NotFound(LookupError):
    """No row, or more than one, answers to what was typed. ``str()`` is a German sentence."""


def chosen(options: Mapping[str, Any]) -> DeliveryQuerySet:
    """The rows these filters leave, newest slot first."""
    found = ledger_filter.loaded().order_by("-slot", "account__position", "pk")
    if options.get("attention"):
        found = ledger_filter.standing(found, ledger_filter.ATTENTION, timezone.now())
    if state := options.get("state"):
        found = ledger_filter.standing(found, state, timezone.now())
    if kind := options.get("kind"):
        found = found.filter(account__kind=kind)
    if named := options.get("account"):
        found = found.filter(account=account(named))
    if story := options.get("story"):
        wanted = Q(rendition__story__headline__icontains=story)
        found = found.filter(wanted | Q(rendition__story=int(story)) if story.isdecimal() else wanted)
    return found


def delivery(start: str) -> Delivery:
    """The one delivery whose number begins so; dashes may be left out. Raises NotFound."""
    typed = start.replace("-", "").lower()
    try:
        return ledger_filter.loaded().get(pk=UUID(typed))
    except (ValueError, Delivery.DoesNotExist):
        pass
    if not typed or set(typed) - set("0123456789abcdef"):
        raise NotFound(f"„{start}“ ist keine Nummer einer Auslieferung. Die Liste zeigt sie in der ersten Spalte.")
    plain = Replace(Cast("pk", CharField()), Value("-"), Value(""))
    found = list(ledger_filter.loaded().annotate(plain=plain).filter(plain__startswith=typed)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(f"Mehrere Auslieferungen beginnen mit „{start}“. Geben Sie mehr Zeichen der Nummer an.")
    raise NotFound(f"Keine Auslieferung beginnt mit „{start}“.")


def account(named: str) -> Account:
    """The account of this number or name; a part of the name is enough where it is the only one. Raises NotFound."""
    every = Account.objects.all()
    if named.isdecimal() and (one := every.filter(pk=int(named)).first()):
        return one
    for rule in ({"name__iexact": named}, {"name__icontains": named}):
        found = list(every.filter(**rule)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise NotFound(f"Mehrere Konten heißen „{named}“. Nehmen Sie die Nummer aus „deliveries accounts“.")
    raise NotFound(f"Ein Konto „{named}“ gibt es nicht. „deliveries accounts“ zeigt alle.")


def table(rows: Iterable[Delivery]) -> str:
    """One line a delivery, never wider than the terminal or 100 columns; below it what a person should know."""
    width = min(WIDTH, max(60, shutil.get_terminal_size((WIDTH, 24)).columns))
    lines = [_line(HEADERS, width)]
    for row in rows:
        story, stand = row.rendition.story.headline, row.get_state_display()
        at = f"{timezone.localtime(row.slot):%d.%m.%y %H:%M}"
        lines.append(_line((row.pk.hex[:SHORT], stand, at, str(row.account), story), width))
        if row.needs_attention or row.overdue:
            lines.append(_cut(f"{'':{SHORT}}  → {outbox.message(row)}", width))
    return "\n".join(lines)


def accounts_table() -> str:
    """Every account with its number, and why it is paused."""
    lines = []
    for each in Account.objects.order_by("position", "pk"):
        standing = (
            f"angehalten: {each.paused_reason}" if each.paused else "in Betrieb" if each.active else "abgeschaltet"
        )
        lines.append(_cut(f"{each.pk:>4}  {each!s:<40}  {standing}", WIDTH))
    return "\n".join(lines)


def sheet(row: Delivery) -> str:
    """Everything about one delivery, attempts included."""
    facts = [
        ("Nummer", str(row.pk)), ("Beitrag", f"{row.rendition.story.headline} ({row.rendition.story_id})"),
        ("Konto", f"{row.account} ({row.account_id})"), ("Vorgang", row.get_act_display()),
        ("Stand", row.get_state_display()), ("Termin", when(row.slot)), ("Nächster Versuch", when(row.due_at)),
        ("Versuche", str(row.tries)), ("Meldung", outbox.message(row)), ("Wortlaut", row.detail),
        ("Kennung", row.remote_id), ("Link", row.url), ("Seite", _page(row)),
    ]  # fmt: skip
    lines = [f"{label + ':':<18}{value}" for label, value in facts if value]
    for attempt in row.attempts.all():
        at = timezone.localtime(attempt.started_at)
        lines.append(
            f"  Versuch {attempt.number}, {at:%d.%m.%Y %H:%M:%S}: {attempt.get_outcome_display()} {attempt.detail}"
        )
    return "\n".join(line.rstrip() for line in lines)


def as_json(row: Delivery) -> dict[str, Any]:
    """What a script wants to know; times are ISO 8601 with zone, names are the code's own."""
    return {
        "id": str(row.pk),
        "state": row.state,
        "act": row.act,
        "needs_person": row.needs_person,
        "overdue": row.overdue,
        "kind": row.account.kind,
        "account": row.account.name,
        "story": row.rendition.story_id,
        "headline": row.rendition.story.headline,
        "slot": row.slot.isoformat(),
        "due_at": row.due_at.isoformat(),
        "settled_at": row.settled_at.isoformat() if row.settled_at else None,
        "tries": row.tries,
        "code": row.code,
        "message": outbox.message(row),
        "detail": row.detail,
        "remote_id": row.remote_id,
        "url": row.url,
        "page": _page(row),
    }


def _page(row: Delivery) -> str:
    return f"{settings.PUBLIC_URL}{reverse('desk:delivery', args=[row.pk])}"


def _line(cells: Iterable[str], width: int) -> str:
    *fixed, last = (" ".join(cell.split()) for cell in cells)
    start = "  ".join(_cut(cell, size).ljust(size) for cell, size in zip(fixed, COLUMNS, strict=True))
    return _cut(f"{start}  {last}", width).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
