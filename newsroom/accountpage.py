"""How accounts read to a person: state, what to do, how long the key holds, how much may still be sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from channels_publish import quotas
from channels_publish.adapters.base import Post
from channels_publish.connecting import Platform, platform_of
from channels_publish.enums import Kind
from channels_publish.models import Account
from channels_publish.sheet import Fitted
from newsroom import account_mail
from newsroom.templatetags.desk import usd, when
from newsroom.templatetags.previews import thousands

ENDS_SOON = timedelta(days=7)
BY_HAND = {
    Kind.PRESS: "Ein Presseverteiler braucht keinen Zugang. Kontakte und Mailserver stehen bei den Stammdaten und in "
    "den Einstellungen.",
    Kind.WEBSITE: "TYPO3 kennt keine Erlaubnisseite. Legen Sie dort eine Reaktion an und tragen Sie ihre Kennung und "
    "ihr Geheimnis bei den Stammdaten ein.",
}


@dataclass(frozen=True, slots=True)
class State:
    """How an account stands, as word, tone and icon."""

    word: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Row:
    """One account with what the screens say about it."""

    account: Account
    state: State
    access: str
    standings: list[quotas.Standing]
    waiting: account_mail.Waiting
    platform: Platform | None

    @property
    def by_hand(self) -> str:
        """How a key is entered where there is no consent page."""
        return "" if self.platform else BY_HAND[Kind(self.account.kind)]


@dataclass(frozen=True, slots=True)
class Group:
    """The accounts of one channel."""

    kind: str
    label: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Room:
    """What one rendition would use up: shown before approval. ``warning`` where there is none left."""

    account: Account
    lines: list[str]
    warning: str


def groups(accounts: Iterable[Account]) -> list[Group]:
    """All accounts, channel by channel in the order of the channel table."""
    rows = _rows(list(accounts))
    found = [Group(kind.value, kind.label, [each for each in rows if each.account.kind == kind]) for kind in Kind]
    return [group for group in found if group.rows]


def row(account: Account) -> Row:
    """One account by itself."""
    return _rows([account])[0]


def _rows(accounts: list[Account]) -> list[Row]:
    book, waiting = quotas.Book.of(accounts), account_mail.waiting(accounts)
    return [
        Row(
            account=account,
            state=state(account),
            access=access(account),
            standings=book.standings(account),
            waiting=waiting.get(account.pk, account_mail.Waiting()),
            platform=platform_of(account.kind),
        )
        for account in accounts
    ]


def state(account: Account) -> State:
    """The one word for an account; the worst comes first."""
    if account.paused:
        return State("angehalten", "warn", "pause")
    if not account.active:
        return State("außer Betrieb", "neutral", "stop")
    if account.key_unreadable:
        return State("Zugang nicht lesbar", "bad", "lock")
    if _ends(account, timezone.now() + ENDS_SOON) and not account.renewable:
        return State("Zugang läuft ab", "warn", "clock")
    if account.healthy is None:
        return State("noch nicht geprüft", "neutral", "question")
    return State("arbeitet", "ok", "check-circle")


def access(account: Account) -> str:
    """How long the key holds, in one sentence."""
    if account.key_unreadable:
        return "Der hinterlegte Zugang lässt sich nicht entschlüsseln."
    if account.kind == Kind.PRESS:
        return "Braucht keinen Zugang."
    if not account.token:
        return "Kein Zugang hinterlegt."
    return _validity(account)


def _validity(account: Account) -> str:
    if account.expires_at is None:
        return "Läuft nicht ab, solange die Erlaubnis gilt." if platform_of(account.kind) else "Läuft nicht ab."
    if account.renewable:
        return f"Erneuert sich von selbst, das nächste Mal vor {when(account.expires_at)}."
    if _ends(account, timezone.now()):
        return f"Ist seit {when(account.expires_at)} abgelaufen und muss neu verbunden werden."
    return f"Läuft {when(account.expires_at)} ab und muss vorher neu verbunden werden."


def rooms(going: Iterable[Fitted]) -> list[Room]:
    """Quotas and price of what an approval would send, for the accounts that have any."""
    fresh = [fitted for fitted in going if not fitted.delivery]
    book = quotas.Book.of(fitted.account for fitted in fresh)
    found = [_room(book, fitted.account, fitted.post, fitted.rendition.send_at) for fitted in fresh]
    return [each for each in found if each.lines]


def _room(book: quotas.Book, account: Account, post: Post, slot: datetime | None) -> Room:
    """What this post would use up on this account."""
    lines, warnings = [], []
    for number, standing in enumerate(book.standings(account)):
        # The tightest window speaks for the others, unless one of them is spent.
        if number and not standing.spent:
            continue
        planned = f" ({standing.planned} weitere verplant)" if standing.planned else ""
        lines.append(f"noch {thousands(standing.left)} von {thousands(standing.limit)} {_named(standing)}{planned}")
        if standing.spent and quotas.counts_for(standing, slot):
            warnings.append(_exceeded(standing))
    price = quotas.price_usd(account, post)
    if price is not None:
        lines.append(f"kostet {usd(price)}")
    return Room(account, lines, " ".join(warnings))


def _named(standing: quotas.Standing) -> str:
    """„50 Beiträgen in 24 Stunden“: the label after a preposition."""
    return standing.label.replace("Beiträge ", "Beiträgen ", 1)


def _exceeded(standing: quotas.Standing) -> str:
    opens = f" Das nächste Fenster öffnet sich {when(standing.resets_at)}." if standing.resets_at else ""
    return (
        f"Das Kontingent ist ausgeschöpft ({thousands(standing.limit)} {standing.label}). "
        f"Der Beitrag würde warten und später hinausgehen; wählen Sie besser einen späteren Termin.{opens}"
    )


def _ends(account: Account, at: datetime) -> bool:
    return account.expires_at is not None and account.expires_at <= at
