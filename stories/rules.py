"""Who may do what to a story: named predicates, asked by actions and screens alike."""

from django.utils import timezone

from people.models import User
from people.roles import Permission
from stories import nightshift
from stories.enums import RELEASED, State
from stories.models import Comment, Crisis, Review, Story


def may_edit(user: User, story: Story) -> bool:
    return user.has_perm(Permission.WRITE) and story.state != State.WITHDRAWN


def may_submit(user: User, story: Story) -> bool:
    return user.has_perm(Permission.SUBMIT) and story.state in {State.DRAFT, State.PUBLISHED}


def why_not_approve(user: User, story: Story) -> str:
    """The German sentence why this person cannot approve now, or an empty text."""
    if not user.has_perm(Permission.APPROVE):
        return "Freigeben darf nur der Chef vom Dienst. Sie können den Beitrag lesen."
    alone = story.last_editor_id == user.pk and not takes_short_way(story)
    if alone and not nightshift.is_on(timezone.now()):
        return (
            "Sie haben diesen Beitrag zuletzt bearbeitet. Nach dem Vier-Augen-Prinzip "
            "gibt ihn eine andere Person mit CvD-Recht frei."
        )
    if story.state != State.IN_REVIEW:
        return f"Der Beitrag steht nicht zur Abnahme an (Stand: {story.get_state_display()})."
    return ""


def why_not_lift(user: User, story: Story) -> str:
    """The German sentence why this person cannot end the embargo before its time, or an empty text."""
    if not user.has_perm(Permission.APPROVE):
        return "Eine Sperrfrist hebt nur der Chef vom Dienst vor der Zeit auf."
    if story.embargo is None or story.embargo <= timezone.now():
        return "Für diesen Beitrag läuft keine Sperrfrist."
    if story.state not in RELEASED or story.live_id is None:
        return (
            "Dieser Beitrag ist nicht freigegeben, deshalb gibt es nichts aufzuheben. Nehmen Sie die Sperrfrist im "
            "Beitrag heraus und geben Sie ihn frei."
        )
    if story.last_editor_id == user.pk and not takes_short_way(story):
        return (
            "Sie haben diesen Beitrag zuletzt bearbeitet. Nach dem Vier-Augen-Prinzip hebt eine andere Person mit "
            "CvD-Recht die Sperrfrist auf."
        )
    return ""


def takes_short_way(story: Story) -> bool:
    """Whether one CvD may approve this story alone: it speaks about the crisis that is on."""
    return story.lane_id is not None and Crisis.objects.filter(pk=story.lane_id).current() is not None


def keeps_back(crisis: Crisis | None, story: Story) -> bool:
    """Whether what is approved of this story waits for a person, ``crisis`` being the one that is on."""
    return crisis is not None and story.lane_id != crisis.pk


def why_not_check(user: User, review: Review) -> str:
    """The German sentence why this person cannot be the second to look, or an empty text."""
    if not user.has_perm(Permission.APPROVE):
        return "Die zweite Prüfung trägt ein Chef vom Dienst ein."
    if review.by_id == user.pk:
        return "Sie haben selbst freigegeben. Die zweite Prüfung macht eine andere Person mit CvD-Recht."
    return ""


def may_comment(user: User) -> bool:
    """Remarks change no text and break no seal, so they are possible in every state."""
    return user.has_perm(Permission.WRITE) or user.has_perm(Permission.APPROVE)


def why_not_edit_comment(user: User, comment: Comment) -> str:
    """The German sentence why this person cannot change a remark's words, or an empty text."""
    if comment.author_id != user.pk or not may_comment(user):
        return "Ändern kann einen Kommentar nur, wer ihn geschrieben hat. Antworten Sie stattdessen darunter."
    thread = comment.parent or comment
    if thread.resolved_at or thread.answers.filter(pk__gt=comment.pk).exists():
        return (
            "Auf diesen Kommentar wurde schon geantwortet, oder er ist erledigt. Damit das Gespräch lesbar bleibt, "
            "ändert er sich nicht mehr; antworten Sie stattdessen darunter."
        )
    return ""
