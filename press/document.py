"""What one press release says: the sealed post plus its number and the moment it was issued."""

from dataclasses import dataclass
from datetime import datetime

from channels_publish.adapters.base import Post
from press import dates

CITY = "Landeshauptstadt Düsseldorf"
OFFICE = "Amt für Kommunikation"
# What an amendment is called before the headline, and before the release it is about.
KINDS = {
    "correction": ("Korrektur", "Korrektur der"),
    "withdrawal": ("Rücknahme", "Rücknahme der"),
    "lift": ("Sperrfrist aufgehoben", "Aufhebung der Sperrfrist für die"),
}
RESPONSIBLE = "Verantwortlich im Sinne des Presserechts (V.i.S.d.P.)"


@dataclass(frozen=True, slots=True)
class PdfRelease:
    """One release as PDF and mail show it.

    ``issued`` is the moment the number was given: it dates a post that has no date of its own and
    decides whether the embargo is still ahead. The same values always give the same bytes.
    """

    post: Post
    issued: datetime
    number: str = ""

    @property
    def date(self) -> datetime:
        """The day printed under the letterhead."""
        return dates.parse(self.post.date) or self.issued

    @property
    def embargo(self) -> datetime | None:
        """The end of the embargo, if it was still ahead when the release was issued."""
        end = dates.parse(self.post.embargo)
        return end if end and end > self.issued else None

    @property
    def stamp(self) -> str:
        """``SPERRFRIST: Sonntag, 11. Januar 2026, 11 Uhr``; empty without an embargo ahead."""
        return f"SPERRFRIST: {dates.day_and_clock(self.embargo)}" if self.embargo else ""

    @property
    def title(self) -> str:
        """The headline; a correction or withdrawal says first what it is."""
        return f"{self.kind}: {self.post.title}" if self.kind else self.post.title

    @property
    def kind(self) -> str:
        """``Korrektur``, ``Rücknahme``, ``Sperrfrist aufgehoben``, or empty for a first release."""
        return KINDS[self.post.amendment.kind][0] if self.post.amendment else ""

    @property
    def notice_head(self) -> str:
        """``Korrektur der Pressemitteilung Nr. 2026-11-23/01 vom 23. November 2026``; empty for a first release."""
        amendment = self.post.amendment
        if amendment is None:
            return ""
        # A person who settled a mailing by hand leaves no number.
        number = "" if amendment.remote_id.startswith("person:") else amendment.remote_id
        published = dates.parse(amendment.published)
        which = f" Nr. {number}" if number else ""
        what = KINDS[amendment.kind][1]
        return f"{what} Pressemitteilung{which}" + (f" vom {dates.day(published)}" if published else "")

    @property
    def notice(self) -> str:
        """What was wrong, in the words of the notice; empty for a first release."""
        return self.post.amendment.notice if self.post.amendment else ""

    @property
    def link(self) -> str:
        """The further link, if it is a web address; anything else would be no link for a reader."""
        return self.post.link if self.post.link.startswith(("https://", "http://")) else ""
