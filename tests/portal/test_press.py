"""The Medienportal: dates, calendars and kits, and nothing before its time."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from press.actions import dates, kits
from tests.factories import media
from tests.factories.journalists import press_date, press_kit, press_officer


@pytest.fixture
def kit(office):
    return kits.publish(kit=press_kit(assets=(media.picture(),)), by=press_officer())


def addresses(date) -> list[str]:
    return [reverse(f"medienportal:{name}", args=[date.pk]) for name in ("date", "date_calendar")]


def test_public_date_has_page_calendar_and_place_in_the_list(client, db, settings):
    row = press_date(title="Linde & Rose")
    assert [client.get(url).status_code for url in addresses(row)] == [200, 200]
    assert "Linde &amp; Rose" in client.get("/presse/").content.decode()
    (event,) = Calendar.from_ical(client.get("/presse/termine.ics").content).events
    assert (event["SUMMARY"], event["URL"]) == ("Linde & Rose", f"{settings.PUBLIC_URL}/presse/termine/{row.pk}/")


def test_cancelled_date_stays_to_be_read(client, db):
    row = dates.cancel(date=press_date(), reason="Sturm.", by=press_officer())
    assert "Dieser Termin ist abgesagt.</strong> Sturm." in client.get(addresses(row)[0]).content.decode()
    (event,) = Calendar.from_ical(client.get("/presse/termine.ics").content).events
    assert event["STATUS"] == "CANCELLED"


def test_hidden_dates_answer_like_unknown_ones(client, db):
    later = timezone.now() + timedelta(days=1)
    for row in (press_date(public=False, title="Geheim"), press_date(visible_from=later, title="Geheim")):
        for url in addresses(row):
            hidden, unknown = client.get(url), client.get(url.replace(str(row.pk), "987654"))
            assert (hidden.status_code, hidden.content) == (404, unknown.content)
    for overview in ("/presse/", "/presse/termine.ics"):
        assert "Geheim" not in client.get(overview).content.decode()


def test_kit_is_fetched_whole_or_in_part_without_a_cookie(client, kit):
    url = reverse("medienportal:kit_file", args=[kit.secret])
    answer = client.get(url)
    data = b"".join(answer.streaming_content)
    part = client.get(url, headers={"Range": "bytes=0-3"})
    assert (zipfile.ZipFile(io.BytesIO(data)).testzip(), answer["Content-Disposition"], dict(client.cookies)) == (
        None, 'attachment; filename="pressemappe-gruene-mappe.zip"', {},
    )  # fmt: skip
    assert (part.status_code, b"".join(part.streaming_content)) == (206, data[:4])


def test_unlisted_kit_is_reached_by_its_link_only(client, kit):
    kits.save(kit=kit, version=kit.version, by=press_officer(), listed=False)
    answer = client.get(reverse("medienportal:kit", args=[kit.secret]))
    assert (answer.status_code, "Grüne Mappe" in client.get("/presse/").content.decode()) == (200, False)
    assert "noindex" in answer.content.decode()


def test_hidden_kit_answers_like_an_unknown_one(client, kit):
    kits.hide(kit=kit, by=press_officer())
    for name in ("kit", "kit_file"):
        hidden, unknown = (
            client.get(reverse(f"medienportal:{name}", args=[key])) for key in (kit.secret, uuid.uuid4())
        )
        assert (hidden.status_code, hidden.content) == (404, unknown.content)


def test_pages_set_no_cookies(client, kit):
    row = press_date()
    for url in ("/presse/", *addresses(row), reverse("medienportal:kit", args=[kit.secret])):
        assert client.get(url).cookies == {}
