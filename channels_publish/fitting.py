"""Fit a story to a channel: the first draft an editor would write, never over a limit.

Pure text in, pure text out; the same story gives the same draft. What a draft takes from the story
is verbatim and ends where a text may end (:mod:`stories.language.sentences`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from channels_publish.adapters.facebook.limits import LIMITS as FACEBOOK
from channels_publish.adapters.instagram.limits import LIMITS as INSTAGRAM
from channels_publish.adapters.website.limits import LIMITS as WEBSITE
from channels_publish.adapters.x.counting import weigh
from channels_publish.adapters.x.limits import LIMITS as X
from channels_publish.adapters.youtube.limits import LIMITS as YOUTUBE
from channels_publish.gist import GAP, Gist, gist, prefix, repeats
from channels_publish.hashtags import hashtags
from channels_publish.plaintext import tidy
from channels_publish.source import Source, digest
from stories.language.sentences import cut, statements, whole

__all__ = ["Draft", "Source", "digest", "draft", "weigh"]

# Editors' measures, far below what the platforms take.
TEASER = 300
FACEBOOK_ENOUGH, FACEBOOK_MOST = 400, 600
INSTAGRAM_HOOK, INSTAGRAM_PARAGRAPH, INSTAGRAM_PARAGRAPHS = 125, 320, 4
YOUTUBE_ENOUGH, YOUTUBE_MOST = 1200, 1800
# The platforms' own limits.
WEBSITE_TITLE = int(WEBSITE["title"].value)
FACEBOOK_LIMIT = int(FACEBOOK["text"].value)
X_LIMIT = int(X["text"].value)
INSTAGRAM_LIMIT, INSTAGRAM_TAGS = int(INSTAGRAM["text"].value), int(INSTAGRAM["hashtags"].value)
YOUTUBE_TITLE, YOUTUBE_BYTES, YOUTUBE_TAGS = (int(YOUTUBE[name].value) for name in ("title", "text_bytes", "tags"))

_WEB = re.compile(r"https?://|www\.|(?<![@\w.-])[\w-]+(?:\.[\w-]+)*\.(?:de|com|org|net|eu|info|nrw)\b")


@dataclass(frozen=True)
class Draft:
    """What the fields of a channel hold at first; hashtags are part of ``text``.

    ``tags`` are the platform's own keywords (website, YouTube).
    """

    title: str = ""
    text: str = ""
    html: str = ""
    tags: tuple[str, ...] = ()


def draft(kind: str, source: Source) -> Draft:
    """The first draft of ``source`` for a channel ``kind``.

    Raises KeyError for a kind that is none of press, website, facebook, x, instagram, youtube.
    """
    return _DRAFTS[kind](source)


def _length(text: str) -> int:
    """Characters as the platforms' servers count them: an emoji may be two (UTF-16)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _within(most: int) -> Callable[[str], bool]:
    return lambda text: _length(text) <= most


# -- press and website -----------------------------------------------------------------------------


def _press(source: Source) -> Draft:
    lead = tidy(source.lead) or _teaser(Source(body_html=source.body_html))
    return Draft(title=_line(source.headline), text=lead, html=source.body_html)


def _website(source: Source) -> Draft:
    title = cut(_line(source.headline), _within(WEBSITE_TITLE))
    tags = tuple(dict.fromkeys(word for k in source.keywords if (word := _line(k))))
    return Draft(title=title, text=_teaser(source), html=source.body_html, tags=tags)


def _teaser(source: Source) -> str:
    """The lead, or else the first sentences of the body."""
    lead = gist(Source(lead=source.lead)).passages
    return " ".join(prefix((lead or gist(source).passages)[:1], _within(TEASER))).strip()


def _line(text: str) -> str:
    return " ".join(tidy(text).split("\n"))


# -- facebook --------------------------------------------------------------------------------------


def _facebook(source: Source) -> Draft:
    story = gist(source)
    headline = cut(story.headline, _within(TEASER))
    essential = prefix(story.passages, _within(FACEBOOK_MOST), enough=FACEBOOK_ENOUGH)
    link = f"Mehr dazu: {source.link}" if source.link else ""
    parts = [headline, *essential, link, " ".join(_tags(source, 3))]
    return Draft(text=_join(parts, _within(FACEBOOK_LIMIT)))


def _join(parts: Sequence[str], fits: Callable[[str], bool]) -> str:
    """``parts`` as paragraphs, the last left out until they fit."""
    filled = [part for part in parts if part]
    while filled and not fits(GAP.join(filled)):
        filled.pop()
    return GAP.join(filled)


def _tags(source: Source, limit: int) -> tuple[str, ...]:
    """City first, then topics: a tag too many is dropped from the end. Nobody searches for a department."""
    return hashtags([source.city, *source.keywords], limit=limit)


# -- x ---------------------------------------------------------------------------------------------


def _x(source: Source) -> Draft:
    story = gist(source)
    tags = _tags(source, 2)
    link = source.link if weigh(source.link) <= X_LIMIT else ""

    def post(paragraphs: Sequence[str], count: int = 1) -> str:
        end = " ".join(filter(None, [link, *tags[:count]]))
        return GAP.join(filter(None, [*paragraphs, end]))

    def fits(paragraphs: Sequence[str], count: int = 1) -> bool:
        return weigh(post(paragraphs, count)) <= X_LIMIT

    told = _x_paragraphs(story, fits)
    count = next((n for n in (2, 1) if fits(told, n)), 0)
    return Draft(text=post(told, count))


def _x_paragraphs(story: Gist, fits: Callable[[Sequence[str]], bool]) -> list[str]:
    """The headline and what else fits whole; the first sentence alone where it says it all."""
    first = next(iter(statements(story.passages[0])), "") if story.passages else ""
    alone = bool(first) and fits([first])
    if story.headline and not fits([story.headline]):
        return [first if alone else cut(story.headline, lambda text: fits([text]))]
    told = [story.headline] if story.headline and not (alone and repeats(first, story.headline)) else []
    return told + prefix(story.passages[:2], lambda text: fits([*told, text]), torn=not told)


# -- instagram -------------------------------------------------------------------------------------


def _instagram(source: Source) -> Draft:
    story = gist(source, skip=lambda statement: bool(_WEB.search(statement)))
    passages = [_unmentioned(passage) for passage in story.passages]
    hook = cut(_unmentioned(story.headline), _within(INSTAGRAM_HOOK))
    if not hook and passages:
        hook = cut(passages[0], _within(INSTAGRAM_HOOK))
        passages[0] = " ".join(statements(passages[0])[len(statements(hook)) :])
    paragraphs = _short_paragraphs(passages)
    text = _join([hook, *paragraphs], _within(INSTAGRAM_LIMIT - 400))
    text = text if text.count("#") <= INSTAGRAM_TAGS // 2 else text.replace("#", "")
    city = source.city
    more = hashtags([city, *source.keywords, source.kicker, f"Stadt {city}", "Rathaus"], limit=8)
    own = _tags(source, 8)
    tags = own if len(own) >= 3 else more[:3]  # noqa: PLR2004 - fewer are hardly found
    parts = [text, _where(source.link), " ".join(tags)]
    return Draft(text=_join(parts, _within(INSTAGRAM_LIMIT)))


def _short_paragraphs(passages: Sequence[str]) -> list[str]:
    """Up to four paragraphs of a few sentences; a longer sentence ends the text, early on cut."""
    fits = _within(INSTAGRAM_PARAGRAPH)
    told: list[str] = []
    for passage in passages:
        rest = passage
        while rest and len(told) < INSTAGRAM_PARAGRAPHS:
            part = whole(rest, fits)
            if not part:
                return told if len(told) > 1 else [*told, *filter(None, [cut(rest, fits)])]
            told.append(part)
            rest = rest[len(part) :].strip()
    return told


def _where(link: str) -> str:
    """Links cannot be tapped in a caption, so only the site is named."""
    host = (urlsplit(link).hostname or "").removeprefix("www.")
    if not re.fullmatch(r"[\w.-]+\.[a-z]{2,}", host):
        return "Mehr dazu auf unserer Website" if link else ""
    return f"Mehr dazu auf {host}"


def _unmentioned(text: str) -> str:
    """``text`` without an "@" that would mention somebody by accident; real handles stay."""
    return re.sub(r"(?<=\w)@(?=\w)", "(at)", re.sub(r"@(?![A-Za-z0-9_.]) ?", "", text))


# -- youtube ---------------------------------------------------------------------------------------


def _youtube(source: Source) -> Draft:
    story = gist(source)
    title = cut(_unangled(story.headline or _teaser(source)), _within(YOUTUBE_TITLE))
    imprint = _unangled(_imprint(source))

    def fits(text: str) -> bool:
        return _length(text) <= YOUTUBE_MOST and _in_bytes(GAP.join([_unangled(text), imprint]))

    told = _unangled(GAP.join(prefix(story.passages, fits, enough=YOUTUBE_ENOUGH)))
    return Draft(title=title, text=_join([told, imprint], _in_bytes), tags=_keywords(source))


def _imprint(source: Source) -> str:
    """Link, person responsible and contact; a contact too long to fit is left out."""
    link = f"Mehr dazu: {source.link}" if source.link else ""
    responsible = _line(source.responsible)
    if responsible and not re.match(r"V\.\s?i\.\s?S\.\s?d\.\s?P", responsible):
        responsible = f"V.i.S.d.P.: {responsible}"
    contact = tidy(source.contact)
    contact = f"Kontakt: {contact}" if contact else ""
    full = GAP.join(filter(None, [link, contact, responsible]))
    return full if _in_bytes(full) else _join([link, responsible], _in_bytes)


def _in_bytes(text: str) -> bool:
    return len(text.encode("utf-8", "surrogatepass")) <= YOUTUBE_BYTES


def _unangled(text: str) -> str:
    return text.replace("<", "‹").replace(">", "›")


def _keywords(source: Source) -> tuple[str, ...]:
    """Keywords and city as tags; with commas and the quotes YouTube adds, 500 characters at most."""
    found: dict[str, str] = {}
    used = 0
    for keyword in [*source.keywords, source.city]:
        word = _line(re.sub(r'[<>,"#]', " ", keyword))
        cost = _length(word) + (2 if " " in word else 0) + (1 if found else 0)
        if word and word.casefold() not in found and used + cost <= YOUTUBE_TAGS:
            found[word.casefold()] = word
            used += cost
    return tuple(found.values())


_DRAFTS: dict[str, Callable[[Source], Draft]] = {
    "press": _press,
    "website": _website,
    "facebook": _facebook,
    "x": _x,
    "instagram": _instagram,
    "youtube": _youtube,
}
