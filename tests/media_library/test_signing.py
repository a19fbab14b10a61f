"""Addresses that open one file for a while."""

import re
from datetime import timedelta

import pytest
from django.core import signing

from media_library import signing as links


def test_public_url_is_absolute_and_ends_in_the_name(settings):
    settings.PUBLIC_URL = "https://newsroom.example"
    url = links.public_url("assets/1b2c/rhein.jpg")
    assert re.fullmatch(r"https://newsroom\.example/medien/[\w:.-]+/rhein\.jpg", url) is not None


def test_read_gives_the_file():
    token = links.public_url("assets/1b2c/rhein.jpg").split("/")[-2]
    assert links.read(token) == "assets/1b2c/rhein.jpg"


@pytest.mark.parametrize("max_age", [-1, timedelta(seconds=-1), 0])
def test_read_expired(max_age):
    token = links.public_url("assets/1b2c/rhein.jpg", max_age=max_age).split("/")[-2]
    with pytest.raises(signing.SignatureExpired):
        links.read(token)


@pytest.mark.parametrize("at", [0, 10, -1])
def test_read_tampered(at):
    token = list(links.public_url("assets/1b2c/rhein.jpg").split("/")[-2])
    token[at] = "A" if token[at] != "A" else "B"
    with pytest.raises(signing.BadSignature):
        links.read("".join(token))


def test_read_signed_for_another_purpose():
    with pytest.raises(signing.BadSignature):
        links.read(signing.dumps(["assets/1b2c/rhein.jpg", 9_999_999_999], salt="anderes"))
