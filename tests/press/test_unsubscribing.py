"""The address that leaves one list."""

import pytest

from press import unsubscribing
from press.models import Contact


def token_of(press_list, name: str = "Anna") -> str:
    contact = Contact.objects.get(name=name)
    return unsubscribing.unsubscribe_address(contact=contact, from_list=press_list).split("/")[-2]


def test_address_is_the_same_for_every_mail_and_holds_no_address(press_list, settings):
    settings.PUBLIC_URL = "https://newsroom.example"
    anna = Contact.objects.get(name="Anna")
    one, two = (unsubscribing.unsubscribe_address(contact=anna, from_list=press_list) for _ in range(2))
    assert (one, one.startswith("https://newsroom.example/gast/abmelden/"), "anna" in one) == (two, True, False)
    assert unsubscribing.read(token_of(press_list)) == (anna.pk, press_list.pk)


@pytest.mark.parametrize("token", ["", "1.1", "1.1:falsch"])
def test_token_that_is_not_ours_is_refused(token):
    with pytest.raises(unsubscribing.BadToken):
        unsubscribing.read(token)


def test_changed_token_is_refused(press_list):
    token = token_of(press_list)
    with pytest.raises(unsubscribing.BadToken):
        unsubscribing.read(f"9{token}")


def test_post_without_login_cookie_or_form_token_leaves_this_list_only(press_list, strict_client):
    token = token_of(press_list)
    answer = strict_client.post(f"/gast/abmelden/{token}/", {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.cookies.keys() - set()) == (200, set())
    assert [each.name for each in press_list.active_contacts()] == ["Bert", "Clara"]


def test_get_only_shows_the_button(press_list, strict_client):
    answer = strict_client.get(f"/gast/abmelden/{token_of(press_list)}/")
    assert "Abbestellen" in answer.content.decode()
    assert press_list.active_contacts().count() == 3


def test_second_post_and_deleted_contact_are_answered_alike(press_list, strict_client):
    token = token_of(press_list)
    first, second = (strict_client.post(f"/gast/abmelden/{token}/") for _ in range(2))
    Contact.objects.get(name="Anna").delete()
    third = strict_client.post(f"/gast/abmelden/{token}/")
    assert (first.status_code, first.content) == (200, second.content)
    assert (third.status_code, third.content) == (200, second.content)
    assert strict_client.post("/gast/abmelden/9.9:nix/").status_code == 404


def test_pages_are_kept_by_nobody(press_list, client):
    answer = client.get(f"/gast/abmelden/{token_of(press_list)}/")
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
