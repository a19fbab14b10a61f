"""The words somebody agrees to when signing up. A version is never changed: whoever agreed, agreed to these."""

from typing import Final

WORDINGS: Final = {
    "2026-11": (
        "Ich möchte Pressemitteilungen der Stadt {city} an meine E-Mail-Adresse bekommen. Dafür speichert das "
        "{office} meinen Namen, meine Redaktion, meine Adresse und meine Auswahl. Ich kann das jederzeit "
        "ändern, pausieren, beenden oder meine Daten löschen lassen: über den Link in jeder Mail oder auf meiner "
        "persönlichen Seite. "
        "Was bis dahin geschah, bleibt rechtmäßig."
    ),
}
CURRENT: Final = "2026-11"


def text(version: str, *, city: str, office: str) -> str:
    """The words of a version as they were shown. Raises KeyError."""
    return WORDINGS[version].format(city=city, office=office)
