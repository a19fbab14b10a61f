"""By which words a delivery is found: what it says, and where."""

from typing import Any

from channels_publish.models import Delivery
from search.models import Kind


def words(delivery: Delivery) -> dict[str, Any]:
    """As :mod:`search.actions.entries` takes them; written once, when the delivery is planned."""
    rendition = delivery.rendition
    text = f"{delivery.account} {rendition.title} {rendition.text}"
    title = rendition.story.headline
    return {"kind": Kind.DELIVERY, "row": delivery, "title": title, "text": text, "at": delivery.slot}
