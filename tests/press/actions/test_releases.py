"""Numbers and PDFs of releases."""

from dataclasses import replace
from hashlib import sha256

import pytest

from people.models import User
from press.actions import releases
from press.models import PressRelease
from press.pdf import PdfError
from stories.models import Story


def issue(post):
    return releases.issue(post=post, by=None)


def test_issue_numbers_the_releases_of_a_day(press_list, make_post):
    numbers = [issue(make_post(title=title)).number for title in ("eins", "zwei", "drei")]
    day = PressRelease.objects.first().day.isoformat()
    assert numbers == [f"{day}/01", f"{day}/02", f"{day}/03"]


def test_issue_of_same_content_gives_the_same_release(press_list, make_post, make_image):
    post = make_post(images=(make_image(),))
    first = issue(post)
    again = issue(replace(post, images=(replace(post.images[0], url="http://elsewhere.example/x.jpg"),)))
    assert (first.pk, first.pdf.name) == (again.pk, again.pdf.name)
    assert PressRelease.objects.count() == 1


def test_issue_stores_the_pdf_under_a_readable_name(press_list, make_post):
    release = issue(make_post())
    assert release.pdf.name.endswith("/pressemitteilung-neue-gruenanlage.pdf")
    assert release.sha256 == sha256(release.pdf_bytes()).hexdigest()


def test_issue_after_a_failed_pdf_uses_the_same_number(press_list, make_post, make_image, tmp_path):
    post = make_post(images=(make_image(),))
    content = (tmp_path / "bild.jpg").read_bytes()
    (tmp_path / "bild.jpg").unlink()
    with pytest.raises(PdfError):
        issue(post)
    failed = PressRelease.objects.get()
    assert PressRelease.objects.ready().count() == 0
    (tmp_path / "bild.jpg").write_bytes(content)
    assert issue(post).number == failed.number
    assert PressRelease.objects.ready().count() == 1


def test_issue_knows_its_story(press_list, make_post):
    user = User.objects.create_user("erika")
    story = Story.objects.create(slug="neue-gruenanlage", headline="x", author=user, last_editor=user)
    release = issue(make_post())
    assert release.story == story
    assert PressRelease.objects.latest_for(story) == release
    assert issue(make_post(slug="anders")).story is None
