"""Press releases, lists and mailings; what journalists ask, where they are invited, and what they may fetch."""

from press.models.advance import AdvanceAccess, AdvanceVisit
from press.models.consents import Consent, SignUp, Suppression
from press.models.contacts import Contact, ContactLink
from press.models.dates import Accreditation, PressDate, PressDateChange
from press.models.imports import ContactImport, ImportedContact
from press.models.inquiries import AskedDepartment, Inquiry, InquiryAnswer
from press.models.kits import PressKit, PressKitItem
from press.models.lists import DistributionList, Membership, OptOut
from press.models.mailings import Mailing, Recipient
from press.models.outlets import Outlet, PressTopic
from press.models.releases import PressRelease, pdf_path
from press.models.returns import Return, ReturnsVisit

__all__ = [
    "Accreditation", "AdvanceAccess", "AdvanceVisit", "AskedDepartment", "Consent", "Contact", "ContactImport",
    "ContactLink", "DistributionList", "ImportedContact", "Inquiry", "InquiryAnswer", "Mailing", "Membership",
    "OptOut", "Outlet", "PressDate", "PressDateChange", "PressKit", "PressKitItem", "PressRelease", "PressTopic",
    "Recipient", "Return", "ReturnsVisit", "SignUp", "Suppression", "pdf_path",
]  # fmt: skip
