"""Master data of the press room in the admin: who may, and that writes go through the actions."""

import pytest
from django.contrib import admin
from django.urls import reverse

from channels_publish.models import Account
from people.models import AuditEvent, User
from people.roles import Role
from press.actions import lists
from press.models import DistributionList, Mailing, Outlet, PressRelease, PressTopic
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


@pytest.mark.parametrize("model", [DistributionList, Mailing, Outlet, PressRelease, PressTopic])
@pytest.mark.parametrize(
    ("role", "status"), [(Role.PRESS, 200), (Role.ADMIN, 200), (Role.EDITOR, 403), (Role.CVD, 403)]
)
def test_press_lists_are_for_the_press_office(db, client, model, role, status):
    client.force_login(User.objects.create_user("person", is_staff=True, roles=[role.value]))
    assert client.get(reverse(f"admin:press_{model._meta.model_name}_changelist")).status_code == status


def test_list_is_made_and_renamed_by_action(press_officer, press_list, client):
    account = Account.objects.create(kind="press", name="Fachpresse")
    made = client.post(reverse("admin:press_distributionlist_add"), {"name": "Fachpresse", "account": account.pk})
    there = reverse("admin:press_distributionlist_change", args=[press_list.pk])
    renamed = client.post(there, {"name": "Lokal"})
    assert (made.status_code, renamed.status_code) == (302, 302)
    assert list(DistributionList.objects.values_list("name", flat=True)) == ["Fachpresse", "Lokal"]
    verbs = AuditEvent.objects.filter(actor_id=press_officer.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["channels_publish.connect_account", "press.create_list", "press.rename_list"]


def test_outlet_with_contacts_stays(press_officer, client):
    lists.add_contact(name="Anna", email="anna@zeitung.example", outlet="Zeitung", by=None)
    outlet = Outlet.objects.get()
    there = reverse("admin:press_outlet_delete", args=[outlet.pk])
    kept = client.post(there, {"post": "yes"}).status_code
    outlet.contacts.all().delete()
    assert (kept, client.post(there, {"post": "yes"}).status_code, Outlet.objects.count()) == (403, 302, 0)
    assert AuditEvent.objects.filter(verb="press.delete_outlet").count() == 1


def test_mailings_are_read_only(press_officer, client):
    assert client.get(reverse("admin:press_mailing_add")).status_code == 403
    assert admin.site.is_registered(Mailing)


def test_mailing_shows_what_came_back(press_officer, client):
    row = returns.bounced(returns.mailed(returns.contact()))
    listed = client.get(reverse("admin:press_mailing_changelist")).content.decode()
    assert f'<a href="/redaktion/presse/ruecklaeufer/?aussendung={row.mailing_id}">1</a>' in listed
    shown = client.get(reverse("admin:press_mailing_change", args=[row.mailing_id])).content.decode()
    assert f'<a href="/redaktion/presse/ruecklaeufer/{row.pk}/">Adresse gibt es nicht</a>' in shown
