"""Press releases, lists and mailings; what journalists ask, where they are invited, and what they may fetch."""

from press.models.contacts import Contact, DistributionList, Membership
from press.models.dates import Accreditation, PressDate, PressDateChange
from press.models.inquiries import AskedDepartment, Inquiry, InquiryAnswer
from press.models.kits import PressKit, PressKitItem
from press.models.mailings import Mailing, Recipient
from press.models.releases import PressRelease, pdf_path

__all__ = [
    "Accreditation", "AskedDepartment", "Contact", "DistributionList", "Inquiry", "InquiryAnswer", "Mailing",
    "Membership", "PressDate", "PressDateChange", "PressKit", "PressKitItem", "PressRelease", "Recipient", "pdf_path",
]  # fmt: skip
