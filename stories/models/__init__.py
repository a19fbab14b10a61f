"""Departments, stories, their immutable revisions and reviews, corrections, and crises."""

from stories.models.crises import Crisis, CrisisQuerySet
from stories.models.departments import Department
from stories.models.reviews import (
    Correction,
    CorrectionQuerySet,
    Review,
    ReviewQuerySet,
    Revision,
)
from stories.models.stories import Story, StoryImage, StoryQuerySet

__all__ = [
    "Correction",
    "CorrectionQuerySet",
    "Crisis",
    "CrisisQuerySet",
    "Department",
    "Review",
    "ReviewQuerySet",
    "Revision",
    "Story",
    "StoryImage",
    "StoryQuerySet",
]
