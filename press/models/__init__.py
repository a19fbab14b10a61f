"""Press releases, the lists of journalists, and who got which mail."""

from press.models.advance import AdvanceAccess, AdvanceVisit
from press.models.contacts import Contact, DistributionList, Membership
from press.models.mailings import Mailing, Recipient
from press.models.releases import PressRelease, pdf_path

__all__ = [
    "AdvanceAccess",
    "AdvanceVisit",
    "Contact",
    "DistributionList",
    "Mailing",
    "Membership",
    "PressRelease",
    "Recipient",
    "pdf_path",
]
