"""Describing an asset, among the master data."""

from django import forms

from media_library.models import Asset


class DescribeForm(forms.ModelForm):
    """What is said about an asset."""

    class Meta:
        model = Asset
        fields = ("alt_text", "credit", "caption")
        widgets = {"alt_text": forms.Textarea(attrs={"rows": 2}), "caption": forms.Textarea(attrs={"rows": 2})}
