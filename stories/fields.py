"""Setting on a row what a form gave, and saying what of it is new."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


def assign(row: Model, given: Mapping[str, Any], known: frozenset[str]) -> list[str]:
    """Set the values on the row, which is not saved. Returns the names of those that changed, sorted.

    Raises TypeError for a field that is not among ``known``: only these are a form's to set.
    """
    if unknown := set(given) - known:
        raise TypeError(f"unknown {row._meta.model_name} fields: {sorted(unknown)}")
    changed = sorted(name for name, value in given.items() if getattr(row, name, None) != value)
    for name, value in given.items():
        setattr(row, name, value)
    return changed
