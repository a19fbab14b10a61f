from newsroom.demo import office
from stories.models import Recurrence


def test_ensure_sets_up_the_weekly_review_once(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    for _again in range(2):
        office.ensure()
    review = Recurrence.objects.get()
    assert (review.title, review.owner.username) == ("Video-Wochenrückblick", "vincent")
