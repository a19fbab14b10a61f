from people.models import AuditEvent, User
from people.roles import Role
from tests.factories import people
from tests.newsroom.pages import page, texts

PEOPLE = "/redaktion/stammdaten/people/user/"


def form(**facts):
    given = {"username": "neu", "first_name": "Nora", "last_name": "Ebel", "initials": "ebe", "email": ""}
    return given | facts


def test_administration_adds_a_person_with_roles(client, office):
    client.force_login(office.admin)
    secret = "ein langes Kennwort"

    data = form(roles=[Role.SOCIAL, Role.EDITOR], password1=secret, password2=secret)
    response = client.post(f"{PEOPLE}add/", data)

    made = User.objects.get(username="neu")
    assert response.url == f"{PEOPLE}{made.pk}/change/"
    assert (made.roles, made.is_staff, made.is_superuser) == (["redaktion", "social"], True, False)
    assert (
        AuditEvent.objects.filter(verb="people.create_user", target_id=str(made.pk), actor_id=office.admin.pk).count()
        == 1
    )


def test_administration_changes_roles_and_the_trail_says_which_fields(client, office):
    person = people.editor()
    client.force_login(office.admin)

    client.post(f"{PEOPLE}{person.pk}/change/", form(username=person.username, roles=[Role.CVD], is_active="on"))

    person.refresh_from_db()
    event = AuditEvent.objects.get(verb="people.change_user")
    assert person.roles == ["cvd"]
    assert "roles" in event.detail["fields"]


def test_administration_cannot_make_itself_superuser(client, office):
    client.force_login(office.admin)

    client.post(
        f"{PEOPLE}{office.admin.pk}/change/",
        form(username=office.admin.username, roles=[Role.ADMIN], is_active="on", is_superuser="on"),
    )

    office.admin.refresh_from_db()
    assert office.admin.is_superuser is False


def test_nobody_is_deleted(client, office):
    client.force_login(office.admin)

    assert client.get(f"{PEOPLE}{office.editor.pk}/delete/").status_code == 403


def test_administration_sets_a_new_password(client, office):
    person = people.editor(password=None)
    client.force_login(office.admin)
    secret = "ein langes Kennwort"

    page_before = client.get(f"{PEOPLE}{person.pk}/password/")
    response = client.post(f"{PEOPLE}{person.pk}/password/", {"password1": secret, "password2": secret})

    person.refresh_from_db()
    assert texts(page_before, "//h1") == [f"Neues Passwort für {person}"]
    assert response.status_code == 302
    assert person.check_password(secret) is True


def test_roles_are_explained(client, office):
    client.force_login(office.admin)

    labels = texts(client.get(f"{PEOPLE}add/"), "//*[@id='id_roles']//label")

    assert labels[1] == "Chef vom Dienst – Nimmt Beiträge ab und gibt sie für alle Kanäle frei."


def test_people_are_closed_to_others(client, office):
    client.force_login(office.cvd)

    assert client.get(PEOPLE).status_code == 403


def test_trail_is_read_only(client, office):
    event = AuditEvent.objects.first()
    client.force_login(office.admin)
    trail = "/redaktion/stammdaten/people/auditevent/"

    shown = client.get(f"{trail}{event.pk}/change/")

    assert client.get(trail).status_code == 200
    assert page(shown).xpath("//input[@type='submit']") == []
    assert client.get(f"{trail}add/").status_code == 403
    assert client.get(f"{trail}{event.pk}/delete/").status_code == 403
