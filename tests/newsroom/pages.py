"""Reading a finished page the way a person would."""

from typing import Any

from django.http import HttpResponse
from lxml import html


def page(response: HttpResponse) -> Any:
    """The page as a tree."""
    return html.fromstring(response.content.decode())


def texts(response: HttpResponse, selector: str) -> list[str]:
    """What stands in each element that ``selector`` (XPath) finds, white space reduced."""
    return [" ".join(node.text_content().split()) for node in page(response).xpath(selector)]


def text(response: HttpResponse, selector: str = "//main") -> str:
    """What the page says, in one line."""
    return " ".join(texts(response, selector))


def links(response: HttpResponse, selector: str) -> list[str]:
    """Where the links found lead."""
    return [node.get("href") for node in page(response).xpath(selector)]


def said(response: HttpResponse) -> list[str]:
    """The flash messages of the page."""
    return texts(response, "//*[@id='meldungen']/*")
