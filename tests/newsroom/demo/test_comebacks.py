"""What comes back in the demo newsroom."""

from newsroom.demo import comebacks, office
from press.enums import ReturnKind, Suspended
from press.models import Contact, Return
from tests.factories import returns


def test_ensure_takes_everything_in_once(db, settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    office.ensure()
    for days in (2, 1):
        for contact in Contact.objects.all():
            returns.mailed(contact, days=days)
    for _again in range(2):
        comebacks.ensure()
    kinds = {ReturnKind(kind) for kind in Return.objects.values_list("kind", flat=True)}
    assert Return.objects.count() == len(comebacks.COMEBACKS)
    assert kinds == {
        ReturnKind.ANSWER, ReturnKind.AUTO, ReturnKind.COMPLAINT, ReturnKind.FULL, ReturnKind.HARD, ReturnKind.POLICY,
    }  # fmt: skip
    assert Contact.objects.get(suspended_for=Suspended.COMPLAINT).email == "post@grafenberger.example"


def test_before_the_first_mailing_nothing_comes_back(db):
    assert comebacks.ensure() == []
