"""What search engines and link previews read: schema.org NewsArticle as JSON-LD."""

import json
from typing import Any, Final

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from portal import publisher
from portal.articles import Article, Notice, Picture
from portal.prose import shortened

# Google Search Central, structured data for articles: longer headlines may be cut (read 2026-11-23).
HEADLINE: Final = 110
# Inside <script> only these could end the element or open a comment; JSON reads the escapes the same.
_ESCAPES: Final = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def news_article(article: Article) -> SafeString:
    """The article as JSON-LD, safe inside a ``script`` element (a data block: no browser runs it)."""
    text = json.dumps(_news_article(article), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 (nothing that HTML reads is left)


def _news_article(article: Article) -> dict[str, Any]:
    organization = {"@type": "GovernmentOrganization", "name": publisher.NAME, "url": publisher.absolute("/")}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": article.absolute_url,
        "url": article.absolute_url,
        "headline": shortened(article.headline, HEADLINE),
        "description": article.summary,
        "articleSection": article.kicker,
        "keywords": list(article.keywords),
        "inLanguage": "de",
        "isAccessibleForFree": True,
        "datePublished": _moment(article.published),
        "dateModified": _moment(article.changed),
        "author": _author(article, organization),
        "publisher": organization,
        "correction": [_correction(notice) for notice in article.notices],
        "image": [_image(picture) for picture in article.pictures],
    }
    return {key: value for key, value in data.items() if value not in ("", [])}


def _author(article: Article, organization: dict[str, Any]) -> dict[str, Any]:
    """The department as part of the city, or the city."""
    if not article.department:
        return organization
    return {"@type": "GovernmentOrganization", "name": article.department, "parentOrganization": organization}


def _correction(notice: Notice) -> dict[str, Any]:
    return {"@type": "CorrectionComment", "text": notice.text, "datePublished": _moment(notice.at)}


def _image(picture: Picture) -> dict[str, Any]:
    data = {
        "@type": "ImageObject",
        "url": picture.absolute_url,
        "width": picture.width,
        "height": picture.height,
        "caption": picture.caption or picture.alt,
        "creditText": picture.credit,
    }
    return {key: value for key, value in data.items() if value}


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
