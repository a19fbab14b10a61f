"""By which words an asset is found."""

from typing import Any

from media_library.models import Asset
from search.models import Kind


def words(asset: Asset) -> dict[str, Any]:
    """As :mod:`search.actions.entries` takes them."""
    title = asset.caption.splitlines()[0] if asset.caption.strip() else asset.original_name
    text = " ".join(filter(None, [asset.alt_text, asset.caption, asset.credit, asset.original_name]))
    return {"kind": Kind.ASSET, "row": asset, "title": title, "text": text, "at": asset.created_at}
