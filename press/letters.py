"""The mails that open a door: confirm a sign-up, or reach one's own page. Plain text, one link, no pictures."""

from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

CONFIRM = """{greeting},

jemand, vermutlich Sie, möchte Pressemitteilungen der Stadt {city} an diese Adresse bekommen.

Bitte bestätigen Sie das mit einem Klick auf dieser Seite:
{address}

Der Link gilt {days} Tage. Wollten Sie das nicht, tun Sie nichts: Dann schreiben wir Ihnen nicht wieder und löschen
die Angaben von selbst.

{office}
"""
OWN_PAGE = """{greeting},

hier ist der Link zu Ihrer persönlichen Seite beim Presseverteiler der Stadt {city}:
{address}

Dort ändern Sie Ihre Angaben und Ihre Auswahl, pausieren, melden sich ab, sehen alles, was wir über Sie gespeichert
haben, und können es löschen. Der Link gilt {days} Tage; bitte geben Sie ihn nicht weiter.

Haben Sie ihn nicht angefordert, tun Sie nichts: Es ändert sich nichts.

{office}
"""


MOST_NAME: Final = 60


def confirmation(*, name: str, email: str, secret: str, days: int) -> EmailMessage:
    """Asks whether the sign-up was theirs."""
    text = CONFIRM.format(**_words(name), address=_address("press_confirm", secret), days=days)
    return _letter("Bitte bestätigen: Pressemitteilungen", text, email)


def own_page(*, name: str, email: str, secret: str, days: int) -> EmailMessage:
    """The way to a contact's own page."""
    text = OWN_PAGE.format(**_words(name), address=_address("press_self", secret), days=days)
    return _letter("Ihre persönliche Seite beim Presseverteiler", text, email)


def _letter(subject: str, text: str, email: str) -> EmailMessage:
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [email], headers=headers)


def _words(name: str) -> dict[str, str]:
    """What both mails say alike. A name that carries a message or a link, typed by a stranger, is left out."""
    strange = len(name) > MOST_NAME or any(sign in name for sign in ("/", "www.", "@", "\n", ":"))
    office = f"{settings.OFFICE}, Stadt {settings.CITY}"
    return {"greeting": "Guten Tag" if strange else f"Guten Tag {name}", "city": settings.CITY, "office": office}


def _address(page: str, secret: str) -> str:
    return settings.PUBLIC_URL + reverse(f"guest:{page}", args=[secret])
