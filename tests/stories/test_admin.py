from people.models import AuditEvent
from stories.models import Department
from tests.factories import stories
from tests.newsroom.pages import texts

DEPARTMENTS = "/redaktion/stammdaten/stories/department/"


def test_administration_adds_a_department_and_leaves_a_trail(client, office):
    client.force_login(office.admin)

    client.post(f"{DEPARTMENTS}add/", {"name": "Gartenamt", "contact": "Telefon", "responsible": "Konrad Ellerbeck"})

    made = Department.objects.get()
    assert (made.name, made.contact, made.responsible) == ("Gartenamt", "Telefon", "Konrad Ellerbeck")
    assert AuditEvent.objects.filter(verb="stories.create_department").count() == 1


def test_departments_show_how_many_stories_they_have(client, office):
    department = Department.objects.create(name="Gartenamt")
    stories.story(by=office.editor, department=department)
    client.force_login(office.admin)

    assert texts(client.get(DEPARTMENTS), "//td[contains(@class, 'field-story_count')]") == ["1"]


def test_department_in_use_is_not_deleted(client, office):
    department = Department.objects.create(name="Gartenamt")
    stories.story(by=office.editor, department=department)
    client.force_login(office.admin)

    client.post(f"{DEPARTMENTS}{department.pk}/delete/", {"post": "yes"})

    assert Department.objects.count() == 1


def test_departments_are_closed_to_others(client, office):
    client.force_login(office.editor)

    assert client.get(DEPARTMENTS).status_code == 403
