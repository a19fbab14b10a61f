"""Tables of the body laid out on a grid, so that every cell has a place of its own."""

from collections.abc import Callable
from typing import Any

Node = dict[str, Any]
Grid = set[tuple[int, int]]
MAX_COLUMNS = 12


def table(element: Any, blocks: Callable[[Any], list[Node]], runs: Callable[[Any], list[Node]]) -> list[Node]:
    """A ``table`` node: columns, caption, number of head rows, and cells with their place.

    Rows count as head while every cell in them is a ``th``. Spans that would leave the grid or
    overlap are cut; gaps become empty cells.
    """
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in element.iter("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return []
    head = 0
    while head < len(rows) - 1 and all(cell.tag == "th" for cell in rows[head]):
        head += 1
    cells, columns = _place(rows, head, blocks)
    caption = element.find("caption")
    return [
        {
            "t": "table",
            "columns": columns,
            "head": head,
            "caption": runs(caption) if caption is not None else [],
            "cells": cells,
        }
    ]


def _place(rows: list[list[Any]], head: int, blocks: Callable[[Any], list[Node]]) -> tuple[list[Node], int]:
    """Every cell at its column and row, and the width of the grid."""
    taken: Grid = set()
    cells: list[Node] = []
    for y, row in enumerate(rows):
        last = head if y < head else len(rows)
        for element in row:
            x = next(column for column in range(len(taken) + 1) if (column, y) not in taken)
            if x >= MAX_COLUMNS:
                break
            width = _free(taken, x, y, min(_span(element, "colspan"), MAX_COLUMNS - x))
            height = min(_span(element, "rowspan"), last - y)
            taken |= {(x + dx, y + dy) for dx in range(width) for dy in range(height)}
            cells.append(_cell(x, y, width, height, th=element.tag == "th", content=blocks(element)))
    columns = 1 + max(x for x, _y in taken)
    empty = {(x, y) for x in range(columns) for y in range(len(rows))} - taken
    cells += [_cell(x, y, 1, 1, th=False, content=[]) for x, y in empty]
    return sorted(cells, key=lambda cell: (cell["y"], cell["x"])), columns


def _free(taken: Grid, x: int, y: int, wanted: int) -> int:
    """How many columns from ``x`` are free in this row, up to ``wanted``."""
    return next((width for width in range(1, wanted) if (x + width, y) in taken), wanted)


def _span(element: Any, name: str) -> int:
    text = element.get(name, "1")
    return min(max(int(text), 1), 1000) if text.isascii() and text.isdigit() else 1


def _cell(x: int, y: int, width: int, height: int, *, th: bool, content: list[Node]) -> Node:
    return {"x": x, "y": y, "colspan": width, "rowspan": height, "th": th, "c": content}
