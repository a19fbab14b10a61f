"""The ledger as a table for the terminal."""

from channels_publish.enums import State
from newsroom.publishing import Outcome, message

HEADERS = ("Kanal", "Konto", "Stand", "Sekunden", "Link")


def render(results: list[Outcome]) -> str:
    """One block a story: each account with outcome, seconds and link, then what was left out and why."""
    return "\n\n".join(_block(result) for result in results)


def _block(result: Outcome) -> str:
    rows = [HEADERS]
    for row in result.deliveries:
        seconds = "" if row.seconds is None else f"{row.seconds:.2f}".replace(".", ",")
        rows.append((row.account.get_kind_display(), row.account.name, row.get_state_display(), seconds, row.url))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADERS))]
    lines = [result.story.headline, ""]
    lines += [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    for row in result.deliveries:
        if row.state != State.SENT and (text := message(row)):
            lines.append(f"  → {row.account}: {text} {row.detail}".rstrip())
    lines += [f"  – {account}: {reason}" for _kind, account, reason in result.left_out]
    return "\n".join(lines)
