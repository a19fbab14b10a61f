"""What may be said about an asset among the master data."""

from media_library.forms import DescribeForm


def test_describe_offers_words_and_never_the_file():
    assert list(DescribeForm().fields) == [
        "alt_text", "credit", "caption", "licence", "usable_until", "consent", "consent_note",
    ]  # fmt: skip
