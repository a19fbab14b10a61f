"""What surrounds a text while people work on it: unsaved copies, presence, versions in other languages, words."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_prose_editor.fields import ProseEditorField

from stories.enums import Language
from stories.models.reviews import Revision
from stories.models.stories import Story
from stories.richtext import EXTENSIONS


class WorkingCopy(models.Model):
    """What one person has typed and not saved: one per story and person, one more for the story not begun yet.

    It is no revision and breaks no seal. ``fields`` holds the form's inputs by name, ``base_version`` the
    version they started from.
    """

    story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.CASCADE, related_name="working_copies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="working_copies")
    base_version = models.PositiveIntegerField(default=0)
    fields = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "Arbeitskopie"
        verbose_name_plural = "Arbeitskopien"
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["story", "user"], name="working_copy_once"),
            models.UniqueConstraint(fields=["user"], condition=Q(story__isnull=True), name="working_copy_new_once"),
        ]

    def __str__(self) -> str:
        return f"Arbeitskopie von {self.user}"


class Presence(models.Model):
    """Who has a story open, and when they last typed. Rows older than a minute mean nothing any more."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)
    typed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "Anwesenheit"
        verbose_name_plural = "Anwesenheiten"
        constraints = [models.UniqueConstraint(fields=["story", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.story}"


class LanguageVersion(models.Model):
    """The same story told in plain language or in English. ``based_on`` is the revision it follows: a newer
    one makes it out of date. It is part of what a seal covers."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField("Sprache", max_length=12, choices=Language.choices)
    headline = models.CharField("Überschrift", max_length=250)
    lead = models.TextField("Vorspann", blank=True)
    body = ProseEditorField("Text", blank=True, extensions=EXTENSIONS, sanitize=True)
    based_on = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    last_editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "Sprachfassung"
        verbose_name_plural = "Sprachfassungen"
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["story", "language"], name="language_once")]

    def __str__(self) -> str:
        return f"{self.get_language_display()}: {self.headline}"


class CityWordQuerySet(models.QuerySet["CityWord"]):
    def spelled(self) -> set[str]:
        """The words as plain texts, for the spelling check."""
        return set(self.values_list("word", flat=True))

    def containing(self, text: str) -> "CityWordQuerySet":
        """Words in which ``text`` occurs, in any case; all for an empty text."""
        return self.filter(word__icontains=text) if text else self.all()


class CityWord(models.Model):
    """A word the spelling check shall know: a name of a street, a district, an office, a person."""

    word = models.CharField("Wort", max_length=80, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField("Aufgenommen", auto_now_add=True)

    objects = CityWordQuerySet.as_manager()

    class Meta:
        verbose_name = "Wort der Stadt"
        verbose_name_plural = "Wörter der Stadt"
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word
