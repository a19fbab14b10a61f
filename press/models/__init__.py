"""Press releases, the lists of journalists, and who got which mail."""

from press.models.advance import AdvanceAccess, AdvanceVisit
from press.models.contacts import Contact, DistributionList, Membership
from press.models.mailings import Mailing, Recipient
from press.models.releases import PressRelease, pdf_path
from press.models.returns import Return, ReturnsVisit

__all__ = [
    "AdvanceAccess", "AdvanceVisit", "Contact", "DistributionList", "Mailing", "Membership", "PressRelease",
    "Recipient", "Return", "ReturnsVisit", "pdf_path",
]  # fmt: skip
