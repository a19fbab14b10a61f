"""Describing an asset, among the master data."""

from typing import Any

from django import forms

from media_library.actions.assets import RIGHTS
from media_library.models import Asset


class DescribeForm(forms.ModelForm):
    """What is said about an asset."""

    class Meta:
        model = Asset
        fields = ("alt_text", "credit", "caption", "licence", "usable_until", "consent", "consent_note")
        widgets = {"alt_text": forms.Textarea(attrs={"rows": 2}), "caption": forms.Textarea(attrs={"rows": 2})}

    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in RIGHTS}

    def rights(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RIGHTS if name in self.cleaned_data}
