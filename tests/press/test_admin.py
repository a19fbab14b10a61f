"""Master data of the press room in the admin: who may, and that writes go through the actions."""

import pytest
from django.contrib import admin
from django.urls import reverse

from people.models import AuditEvent, User
from people.roles import Role
from press.models import Contact, DistributionList, Mailing, PressRelease
from tests.factories import returns


@pytest.fixture(autouse=True)
def plain_static_files(settings, tmp_path):
    """No collected files are needed to look at a form."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def press_officer(db, client):
    user = User.objects.create_user("erika", is_staff=True, roles=[Role.PRESS.value])
    client.force_login(user)
    return user


@pytest.mark.parametrize("model", [Contact, DistributionList, Mailing, PressRelease])
@pytest.mark.parametrize(
    ("role", "status"), [(Role.PRESS, 200), (Role.ADMIN, 200), (Role.EDITOR, 403), (Role.CVD, 403)]
)
def test_press_lists_are_for_the_press_office(db, client, model, role, status):
    client.force_login(User.objects.create_user("person", is_staff=True, roles=[role.value]))
    assert client.get(reverse(f"admin:press_{model._meta.model_name}_changelist")).status_code == status


def test_contact_added_in_the_admin_is_normalised_and_noted(press_officer, client):
    data = {"name": "Anna", "outlet": "Zeitung", "email": "Anna@Zeitung.example", "active": "on"}
    assert client.post(reverse("admin:press_contact_add"), data).status_code == 302
    assert Contact.objects.get().email == "anna@zeitung.example"
    event = AuditEvent.objects.get(verb="press.add_contact")
    assert event.actor_id == press_officer.pk


def test_contact_is_put_on_and_taken_off_lists_where_it_is_edited(press_officer, press_list, client):
    data = {"name": "Ylva", "outlet": "", "email": "ylva@fluss.example", "active": "on", "lists": [press_list.pk]}
    client.post(reverse("admin:press_contact_add"), data)
    contact = Contact.objects.get(email="ylva@fluss.example")
    assert list(contact.lists.all()) == [press_list]
    page = client.get(reverse("admin:press_contact_change", args=[contact.pk]))
    assert list(page.context["adminform"].form.initial["lists"]) == [press_list]

    client.post(reverse("admin:press_contact_change", args=[contact.pk]), data | {"lists": []})
    assert list(contact.lists.all()) == []
    assert [event.verb for event in AuditEvent.objects.filter(verb__endswith="subscribe").order_by("pk")][-2:] == [
        "press.subscribe", "press.unsubscribe",
    ]  # fmt: skip
    assert "keiner" in client.get(reverse("admin:press_contact_changelist")).content.decode()


def test_contact_with_taken_address_is_refused_in_the_form(press_officer, press_list, client):
    data = {"name": "Anna II", "outlet": "", "email": "ANNA@zeitung.example", "active": "on"}
    reply = client.post(reverse("admin:press_contact_add"), data)
    assert "email" in reply.context["adminform"].form.errors
    assert Contact.objects.count() == 3


def test_list_changed_in_the_admin_subscribes_by_action(press_officer, press_list, client):
    rows = list(press_list.memberships.order_by("pk"))
    data = {
        "name": "Lokal",
        "memberships-TOTAL_FORMS": "3",
        "memberships-INITIAL_FORMS": "3",
        **{f"memberships-{n}-id": row.pk for n, row in enumerate(rows)},
        **{f"memberships-{n}-list": press_list.pk for n in range(3)},
        **{f"memberships-{n}-contact": row.contact_id for n, row in enumerate(rows)},
        "memberships-0-DELETE": "on",
    }
    reply = client.post(reverse("admin:press_distributionlist_change", args=[press_list.pk]), data)
    assert reply.status_code == 302
    press_list.refresh_from_db()
    assert (press_list.name, press_list.memberships.count()) == ("Lokal", 2)
    assert AuditEvent.objects.filter(verb="press.unsubscribe", actor_id=press_officer.pk).count() == 1


def test_mailings_are_read_only(press_officer, client):
    assert client.get(reverse("admin:press_mailing_add")).status_code == 403
    assert admin.site.is_registered(Mailing)


def test_mailing_shows_what_came_back(press_officer, client):
    row = returns.bounced(returns.mailed(returns.contact()))
    listed = client.get(reverse("admin:press_mailing_changelist")).content.decode()
    assert f'<a href="/redaktion/presse/ruecklaeufer/?aussendung={row.mailing_id}">1</a>' in listed
    shown = client.get(reverse("admin:press_mailing_change", args=[row.mailing_id])).content.decode()
    assert f'<a href="/redaktion/presse/ruecklaeufer/{row.pk}/">Adresse gibt es nicht</a>' in shown


def test_contacts_show_who_is_suspended(press_officer, client):
    returns.suspended()
    assert "Mehrmals unzustellbar" in client.get(reverse("admin:press_contact_changelist")).content.decode()
