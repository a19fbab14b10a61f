"""What comes in, what is written, what is said about it, and what was decided."""

from stories.models.comments import Comment, CommentQuerySet, FactCheck, FactCheckQuerySet, Mention
from stories.models.crises import Crisis, CrisisQuerySet
from stories.models.departments import Department
from stories.models.intake import ApiKey, Feed, FeedQuerySet, IntakeLink, IntakeLinkQuerySet
from stories.models.remits import Remit, RemitQuerySet
from stories.models.reviews import (
    Correction,
    CorrectionQuerySet,
    Review,
    ReviewQuerySet,
    Revision,
)
from stories.models.stories import Story, StoryImage, StoryQuerySet
from stories.models.topics import Attachment, OccurrenceChange, Recurrence, Topic, TopicQuerySet, TopicSource
from stories.models.writing import CityWord, LanguageVersion, Presence, WorkingCopy

__all__ = [
    "ApiKey",
    "Attachment",
    "CityWord",
    "Comment",
    "CommentQuerySet",
    "Correction",
    "CorrectionQuerySet",
    "Crisis",
    "CrisisQuerySet",
    "Department",
    "FactCheck",
    "FactCheckQuerySet",
    "Feed",
    "FeedQuerySet",
    "IntakeLink",
    "IntakeLinkQuerySet",
    "LanguageVersion",
    "Mention",
    "OccurrenceChange",
    "Presence",
    "Recurrence",
    "Remit",
    "RemitQuerySet",
    "Review",
    "ReviewQuerySet",
    "Revision",
    "Story",
    "StoryImage",
    "StoryQuerySet",
    "Topic",
    "TopicQuerySet",
    "TopicSource",
    "WorkingCopy",
]
