"""The plain text of a release: the text part of the mail, and what a log or command prints."""

import textwrap
from datetime import UTC, datetime
from typing import Final

from channels_publish.adapters.base import Post
from press import dates
from press.document import CITY, OFFICE, RESPONSIBLE, PdfRelease
from press.pdfbody import Node, blocks

WIDTH: Final = 74
RULE: Final = "-" * WIDTH
_ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)


def plain(post: Post) -> str:
    """The text of a post as it is delivered to the press; an embargo is always named."""
    return text(PdfRelease(post=post, issued=_ALWAYS))


def text(release: PdfRelease) -> str:
    """All of a release in lines of at most 74 characters; only an address may be longer.

    Links are spelled out behind their words, tables become one line per cell.
    """
    post = release.post
    parts = [
        "PRESSEMITTEILUNG",
        f"{CITY} · {OFFICE}",
        _dateline(release),
        RULE,
        *([f"{release.stamp}", RULE] if release.stamp else []),
        "",
        *([_wrap(f"{release.notice_head}:"), _wrap(release.notice), RULE, ""] if release.kind else []),
        *([_wrap(post.kicker), ""] if post.kicker else []),
        _underlined(release.title, "="),
        *_spaced([_wrap(part) for part in _paragraphs(post.text)]),
        *_spaced(_blocks(blocks(post.html))),
        *_images(post),
        "",
        RULE,
        *_closing(release),
    ]
    return "\n".join(part for part in parts if part is not None).strip() + "\n"


def _dateline(release: PdfRelease) -> str | None:
    day = dates.day(release.date) if release.post.date or release.issued != _ALWAYS else ""
    number = f"Nr. {release.number}" if release.number else ""
    return " · ".join(part for part in (day, number) if part) or None


def _closing(release: PdfRelease) -> list[str]:
    post = release.post
    out = []
    if post.department or post.contact:
        out += ["", "Kontakt für Rückfragen", *([post.department] if post.department else [])]
        out += [_wrap(line) for line in post.contact.splitlines() if line.strip()]
    if release.link:
        out += ["", "Weitere Informationen:", release.link]
    if post.responsible:
        out += ["", _wrap(f"{RESPONSIBLE}: {post.responsible}")]
    return out


def _images(post: Post) -> list[str]:
    lines = [_image(number, image.caption or image.alt, image.credit) for number, image in enumerate(post.images, 1)]
    return ["", "Bilder im angehängten PDF:", *lines] if lines else []


def _image(number: int, words: str, credit: str) -> str:
    return _wrap(f"{number}. {words}" + (f" (Bildnachweis: {credit})" if credit else ""), hanging="   ")


def _paragraphs(words: str) -> list[str]:
    return [part for part in words.replace("\r", "").split("\n\n") if part.strip()]


def _spaced(parts: list[str]) -> list[str]:
    """Each part with an empty line before it."""
    return [line for part in parts for line in ("", part)]


def _wrap(words: str, *, first: str = "", hanging: str = "") -> str:
    """Lines of at most WIDTH; explicit line breaks stay."""
    return "\n".join(
        textwrap.fill(
            line,
            WIDTH,
            initial_indent=first if not index else hanging,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for index, line in enumerate(words.split("\n"))
    )


def _underlined(words: str, mark: str) -> str:
    wrapped = _wrap(words)
    return f"{wrapped}\n{mark * max(len(line) for line in wrapped.splitlines() or [''])}"


def _blocks(nodes: list[Node]) -> list[str]:
    return [part for node in nodes if (part := _block(node))]


def _block(node: Node) -> str:
    kind = node["t"]
    if kind == "p":
        return _wrap(_words(node["c"]))
    if kind == "h":
        return _underlined(_words(node["c"]), "-")
    if kind == "quote":
        return _indented("\n\n".join(_blocks(node["c"])), "  ", "  ")
    if kind == "table":
        return _table(node)
    marks = [f"{number}. " if node["ordered"] else "- " for number in range(1, len(node["items"]) + 1)]
    return "\n".join(
        _indented("\n".join(_blocks(item)), mark, " " * len(mark))
        for mark, item in zip(marks, node["items"], strict=True)
    )


def _indented(block: str, first: str, rest: str) -> str:
    """A block that is already broken into lines, set in and broken again where it became too long."""
    lines = []
    for index, line in enumerate(block.split("\n")):
        bare = line.lstrip(" ")
        own = line[: len(line) - len(bare)]
        start = (first if not index else rest) + own
        lines.append(_wrap(bare, first=start, hanging=rest + own) if bare else "")
    return "\n".join(lines)


def _words(runs: list[Node]) -> str:
    """Inline content as words, a link's address behind it."""
    out = ""
    for run in runs:
        if run["t"] == "br":
            out = out.rstrip(" ") + "\n"
        elif run["t"] == "a":
            words, href = _words(run["c"]), run["href"]
            bare = href.removeprefix("mailto:").removeprefix("tel:")
            out += words if words.strip() in {href, bare} else f"{words} <{href}>"
        else:
            out += run["s"]
    return out


def _table(node: Node) -> str:
    """Every row as its cells on a line each, named by the head of their column."""
    cells = {(cell["x"], cell["y"]): _cell(cell) for cell in node["cells"]}
    last = max(y for _x, y in cells)
    rows = []
    for y in range(node["head"], last + 1):
        lines = []
        for x in range(node["columns"]):
            words = cells.get((x, y), "")
            head = " ".join(filter(None, (cells.get((x, top), "") for top in range(node["head"]))))
            if words:
                lines.append(_wrap(f"{head}: {words}" if head else words, hanging="  "))
        rows.append("\n".join(lines))
    caption = [_wrap(_words(node["caption"]))] if node["caption"] else []
    gap = "\n\n" if node["columns"] > 1 else "\n"
    return "\n\n".join([*caption, gap.join(row for row in rows if row)])


def _cell(cell: Node) -> str:
    return " ".join(" ".join(_blocks(cell["c"])).split())
