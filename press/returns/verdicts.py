"""What an answer of a mail server means for the address, from its codes and, where they say little, from its words.

Codes: RFC 3463 and the IANA registry of enhanced status codes (read November 2026). A refusal for reasons of policy
(x.7.x, or words such as blocklist, DMARC, spam) never speaks against the address, whatever else the answer says.
"""

import re
from dataclasses import dataclass
from typing import Final

from press.enums import ReturnKind

_ENHANCED: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)")
_REPLY: Final = re.compile(r"(?<![\d.,:/-])([45]\d\d)(?=[ \-:;.](?!\d)|[ \-]#?[45]\.\d)")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE | re.DOTALL)


_POLICY: Final = _any(
    r"spam|\bbulk\b|unsolicited|virus|reputation|dmarc|dkim|\bspf\b|\bptr\b|reverse dns|authenticat",
    r"block(ed|ing|\s?list)|black-?\s?list|\brbl\b|dnsbl|filter|restrict|prohibited|\bpolic(y|ies)\b",
    r"(sender|client|message|content|mail|host).{0,40}(denied|not (allowed|accepted|permitted|authorized))",
    r"(sender|client|message|content|mail).{0,40}(?<!connection )refused",
    r"(relay(ing)?|access) (access )?denied|relaying not|not a(uthorized| member)",
    r"(sender|from).{0,30}reject|rejected by|sender address|(message|mail) (was )?rejected",
    r"richtlinie|verweigert|nicht erlaubt|nicht zugelassen",
)
_FULL: Final = _any(
    r"(mail)?box.{0,20}(is |was )?(full|exceed)|over.?quota|quota.{0,30}(exceed|full|over)|exceed.{0,30}quota",
    r"(not enough|insufficient|out of).{0,20}(storage|space)|exceeded (its |the )?storage|disk quota",
    r"postfach.{0,30}voll|speicherplatz.{0,30}(erschöpft|überschritten)",
)
_NOBODY: Final = _any(
    r"(user|recipient|account|mailbox|address|addressee|destination).{0,40}"
    r"(unknown|invalid|not (be )?(found|known|recogni[sz]ed|exist|listed)|does( not|n.t) exist)",
    r"(user|recipient|account|mailbox|address).{0,40}(doesn.t have|has moved|not a valid)",
    r"(user|recipient|account|mailbox|address).{0,40}no longer (exist|valid|in use)",
    r"(unknown|invalid|no such|non-?existent) (local )?(user|recipient|account|mailbox|address(ee)?|person|alias)",
    r"no (user|mailbox|valid recipient)|(unrouteable|undeliverable) address|not our customer|no mailbox here",
    r"(empfänger|benutzer|postfach|adresse|konto).{0,40}(unbekannt|existiert nicht|nicht gefunden|ungültig)",
    r"unbekannte[rn]? (empfänger|benutzer|adresse)",
)
_NO_HOST: Final = _any(
    r"(host|domain)( name)?( is)? (unknown|not found|does not exist|invalid|lookup did not)",
    r"(unknown|no such) (host|domain)|host or domain name not|could not (be resolved|resolve)",
    r"name or service not known|nxdomain|unrouteable mail domain",
)
_WAITED: Final = _any(
    r"(retry|delivery|queue).{0,20}(time.?out|expired|exceeded)|for too long|for \d+ (days|hours)|timed out",
    r"could not be delivered within|giving up",
)
_ASLEEP: Final = _any(
    r"(account|mailbox|user).{0,20}(is|has been|was) (temporarily )?(disabled|suspended|inactive|locked|deactivated)",
)
# Names and places say nothing, whatever words they are made of.
_NAMES: Final = re.compile(r"<[^<>\s]+>|\S+@\S+|https?://\S+")
# Statuses that say by themselves that nobody reads mail at this address.
_DEAD: Final = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4"})
# About our own address or our right to send, in the subject "addressing".
_OURS: Final = frozenset({"5.1.7", "5.1.8", "4.1.7", "4.1.8"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """``status`` such as ``5.1.1``, ``reply`` such as ``550``; empty where the server named none."""

    kind: ReturnKind
    status: str = ""
    reply: str = ""
    words: str = ""


def judge(words: str, *, status: str = "") -> Verdict:
    """An answer of which is known that the mail was not delivered. ``status`` is the report's own, if it has one;
    a more exact one among the words counts instead (many reports say 5.0.0 and quote the other server)."""
    named = codes(words)
    own = _ENHANCED.search(status)
    exact = own[0] if own and not own[0].endswith(".0.0") else named[0] or (own[0] if own else "")
    return Verdict(_kind(exact, named[1], _NAMES.sub(" ", words)), exact, named[1], words)


def codes(words: str) -> tuple[str, str]:
    """Enhanced status and SMTP reply among these words, each empty where there is none."""
    enhanced, reply = _ENHANCED.search(words), _REPLY.search(words)
    return enhanced[0] if enhanced else "", reply[1] if reply else ""


def speaks(words: str) -> bool:
    """Whether these words name a reason at all."""
    plain = _NAMES.sub(" ", words)
    return any(codes(words)) or any(each.search(plain) for each in (_FULL, _NOBODY, _NO_HOST, _POLICY, _WAITED))


def _kind(status: str, reply: str, words: str) -> ReturnKind:
    subject = status.split(".")[1] if status else ""
    if subject == "7" or status in _OURS:
        return ReturnKind.POLICY
    if status.endswith(".2.2") or _FULL.search(words):
        return ReturnKind.FULL
    if _POLICY.search(words):
        return ReturnKind.POLICY
    lasting = (status or reply or "5")[0] == "5" and not _ASLEEP.search(words)
    if lasting and (status in _DEAD or _NOBODY.search(words) or _NO_HOST.search(words)):
        return ReturnKind.HARD
    return ReturnKind.SOFT
