"""Who may do what for the press: named predicates, asked by actions and screens alike."""

from people.models import User
from people.roles import Permission
from press.models import Inquiry


def may_handle(user: User) -> bool:
    """Take inquiries, ask departments, write answers, prepare dates and kits: everybody who writes."""
    return user.has_perm(Permission.WRITE)


def speaks_for_the_city(user: User) -> bool:
    """Release answers, make dates and kits public, decide who is accredited: press office and Chef vom Dienst."""
    leads = user.has_perm(Permission.APPROVE) or user.has_perm(Permission.MANAGE_PRESS)
    return leads and user.has_perm(Permission.WRITE)


def may_give_advance_access(user: User) -> bool:
    """Open a story under embargo to a named journalist, and close it again: press office and Chef vom Dienst."""
    return user.has_perm(Permission.MANAGE_PRESS) or user.has_perm(Permission.APPROVE)


def why_not_release(user: User, inquiry: Inquiry) -> str:
    """The German sentence why this person cannot release the answer now, or an empty text."""
    if not speaks_for_the_city(user):
        return "Antworten gibt die Pressestelle oder der Chef vom Dienst frei."
    if not inquiry.is_open:
        return "Die Anfrage ist schon erledigt."
    if inquiry.answer is None:
        return "Noch ist keine Antwort geschrieben."
    if inquiry.released_at:
        return "Diese Antwort ist schon freigegeben."
    if inquiry.answer.by_id == user.pk and _somebody_else_may(user):
        return (
            "Sie haben diese Antwort geschrieben. Nach dem Vier-Augen-Prinzip gibt sie eine andere Person der "
            "Pressestelle oder der Chef vom Dienst frei."
        )
    return ""


def _somebody_else_may(user: User) -> bool:
    """Where only one person holds the right, four eyes would mean that nobody is ever answered."""
    return any(speaks_for_the_city(other) for other in User.objects.filter(is_active=True).exclude(pk=user.pk))
