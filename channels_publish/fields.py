"""A text the database holds encrypted."""

from typing import Any

from django.db import models

from channels_publish import vault


class EncryptedTextField(models.TextField):
    """Plain in Python, ciphertext in the database and in dumps.

    Only emptiness can be asked in a query (``exact=""``): the same text is another ciphertext each time.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """What Python sees; :class:`~channels_publish.vault.Unreadable` where no key opens it."""
        return None if value is None else vault.decrypt(value)

    def to_python(self, value: Any) -> Any:
        """Also reads what :meth:`value_to_string` wrote into a dump."""
        value = super().to_python(value)
        return vault.decrypt(value) if isinstance(value, str) and not isinstance(value, vault.Unreadable) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Encrypts at the last moment, for save() and update() alike."""
        return vault.encrypt(value) if isinstance(value, str) else super().get_db_prep_save(value, connection)

    def value_to_string(self, obj: models.Model) -> str:
        """A dump holds no platform's key in plain text."""
        value: str = self.value_from_object(obj)  # type: ignore[assignment]  # a text, says the field
        return vault.encrypt(value)
