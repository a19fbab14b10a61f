"""What the demo newsroom finds in its topics."""

from newsroom.demo import arrivals, office
from stories.enums import TopicState
from stories.models import Attachment, Topic


def test_ensure_takes_everything_in_once(db, settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    office.ensure()
    for _again in range(2):
        arrivals.ensure()
    assert Topic.objects.count() == len(arrivals.ARRIVALS)
    assert Attachment.objects.get().mime == "image/jpeg"
    taken = Topic.objects.exclude(owner=None).get()
    assert (taken.owner.username, taken.state) == ("maria", TopicState.ACCEPTED)
    corrected = Topic.objects.exclude(alike=None).get()
    assert (corrected.title, corrected.alike) == (f"Korrektur: {taken.title}", taken)
    assert not Topic.objects.filter(department=None).exists()
