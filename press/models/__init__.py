"""Press releases, the lists of journalists, and who got which mail."""

from press.models.advance import AdvanceAccess, AdvanceVisit
from press.models.consents import Consent, SignUp, Suppression
from press.models.contacts import Contact, ContactLink
from press.models.imports import ContactImport, ImportedContact
from press.models.lists import DistributionList, Membership, OptOut
from press.models.mailings import Mailing, Recipient
from press.models.outlets import Outlet, PressTopic
from press.models.releases import PressRelease, pdf_path
from press.models.returns import Return, ReturnsVisit

__all__ = [
    "AdvanceAccess", "AdvanceVisit", "Consent", "Contact", "ContactImport", "ContactLink", "DistributionList",
    "ImportedContact", "Mailing", "Membership", "OptOut", "Outlet", "PressRelease", "PressTopic", "Recipient",
    "Return", "ReturnsVisit", "SignUp", "Suppression", "pdf_path",
]  # fmt: skip
