"""How fast one provider's mailboxes may be filled: a share of each minute, and a rest where it asks for one."""

import re
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import Final

from press.enums import RecipientState
from press.smtp import Answer

# RFC 3463: X.7.Z is a matter of policy; 421 closes the line. One alone is greylisting of one address.
_SLOW_DOWN: Final = re.compile(r"^(421\b|4\d\d 4\.7\.)")
STRIKES: Final = 5
MINUTE: Final = 60.0


class Pace:
    """``limits`` maps domains that belong together, parted by blanks, to mails a minute; 0 is without a limit."""

    def __init__(self, limits: Mapping[str, int], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._provider = {domain: domains for domains in limits for domain in domains.split()}
        self._limits = {domains: limit for domains, limit in limits.items() if limit}
        self._given: dict[str, deque[float]] = {domains: deque() for domains in self._limits}
        self._strikes: Counter[str] = Counter()
        self._resting: set[str] = set()

    def allows(self, email: str) -> bool:
        """Whether a mail to this address may leave now; a yes counts."""
        provider = self._of(email)
        if provider in self._resting:
            return False
        if provider not in self._limits:
            return True
        given = self._given[provider]
        while given and given[0] <= self._clock() - MINUTE:
            given.popleft()
        if len(given) >= self._limits[provider]:
            return False
        given.append(self._clock())
        return True

    def heard(self, email: str, answer: Answer) -> None:
        """Several times in a row "slower" rests a provider for the rest of this run."""
        provider = self._of(email)
        if answer.state == RecipientState.LATER and _SLOW_DOWN.match(answer.text):
            self._strikes[provider] += 1
            if self._strikes[provider] >= STRIKES:
                self._resting.add(provider)
        else:
            self._strikes.pop(provider, None)

    def closed(self) -> list[str]:
        """The domains that get nothing at this moment, so that nobody waits behind them."""
        full = {name for name, limit in self._limits.items() if self._wait(name, limit) > 0}
        return [domain for provider in full | self._resting for domain in provider.split()]

    def opens_in(self) -> float:
        """Seconds until a full provider takes mail again; 0 where none is full."""
        waits = [self._wait(name, limit) for name, limit in self._limits.items() if name not in self._resting]
        return min((wait for wait in waits if wait > 0), default=0.0)

    def _wait(self, provider: str, limit: int) -> float:
        given = self._given[provider]
        return max(0.0, given[0] + MINUTE - self._clock()) if len(given) >= limit else 0.0

    def _of(self, email: str) -> str:
        domain = email.rpartition("@")[2].lower()
        return self._provider.get(domain, domain)
