"""Keeps the platforms' keys readable for us alone: encrypted with keys that lie outside the database.

``settings.TOKEN_KEYS`` holds Fernet keys, the newest first. It encrypts; every one of them decrypts, so a key
can be replaced without a pause (docs/operations/token-keys.md).
"""

from functools import cache
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MARK = "fernet:"
"""How every ciphertext begins, so that it is never taken for a key of a platform, nor the other way round."""


class Unreadable(str):
    """What a field holds that none of our keys opens: an empty text that remembers the ciphertext.

    Saving it again writes the ciphertext back: the right key may be found again.
    """

    ciphertext: str
    __slots__ = ("ciphertext",)

    def __new__(cls, ciphertext: str) -> Self:
        """Empty for everybody who reads it."""
        text = super().__new__(cls, "")
        text.ciphertext = ciphertext
        return text


def encrypt(text: str) -> str:
    """The ciphertext under the newest key; what is empty stays empty."""
    if isinstance(text, Unreadable):
        return text.ciphertext
    return MARK + _ring(tuple(settings.TOKEN_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    """The text behind a ciphertext, or :class:`Unreadable`; what carries no mark is given back as it is."""
    if not stored.startswith(MARK):
        return stored
    try:
        return _ring(tuple(settings.TOKEN_KEYS)).decrypt(stored.removeprefix(MARK)).decode()
    except InvalidToken:
        return Unreadable(stored)


@cache
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        # The error's own text would not name the key, ours must not either.
        raise ImproperlyConfigured(
            "TOKEN_KEYS must hold 32 bytes each in URL-safe base64, separated by commas. "
            "Make one with: openssl rand -base64 32 | tr +/ -_"
        ) from error
