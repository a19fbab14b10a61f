"""The pages of what came back, as the press office sees them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom import returnspage
from people.roles import Role
from press.actions import returns as actions
from press.enums import Door, Suspended
from press.enums import ReturnKind as K
from press.models import Contact, Return
from press.returns.messages import EVIDENCE, SAYINGS, SUSPENDED
from tests.factories import people, returns
from tests.newsroom.pages import page
from tests.press.returns.kit import plain, report

LIST = "/redaktion/presse/ruecklaeufer/"


@pytest.fixture
def press(client, db, settings):
    settings.RETURN_PATH = "presse-rueck+{token}@stadt.example"
    client.force_login(people.person(Role.PRESS))
    return client


def words(node) -> str:
    return " ".join(node.text_content().split())


def test_every_kind_has_its_words():
    assert (set(SAYINGS), set(SUSPENDED)) == (set(K), set(Suspended))
    assert all(EVIDENCE.values())


def test_list_says_what_happened_why_and_what_to_do(press):
    row = returns.bounced(returns.mailed(returns.contact()), status="5.7.1", words="550 5.7.1 blocked")
    tree = page(press.get(LIST))
    cells = [words(cell) for cell in tree.xpath("//main//tbody/tr/td")]
    assert "Anna" in cells[0]
    assert "Nach Regeln abgewiesen" in cells[1]
    assert "550 5.7.1" in cells[1]
    assert cells[2:4] == [SAYINGS[K.POLICY].why, SAYINGS[K.POLICY].todo]
    assert tree.xpath("//main//tbody//a/@href") == [
        reverse("desk:press_return", args=[row.pk]),
        reverse("desk:press_mailing", args=[row.mailing_id]),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("art=hard", 1),
        ("art=nix", 0),
        ("stand=offen", 1),
        ("stand=nix", 0),
        ("suche=bert", 1),
        ("seite=9", 3),
    ],
)
def test_filters(press, query, found):
    returns.bounced(returns.mailed(returns.contact("anna")))
    returns.bounced(returns.mailed(returns.contact("bert")), status="5.2.2", words="mailbox full")
    returns.open_return()
    assert len(page(press.get(f"{LIST}?{query}")).xpath("//main//tbody/tr")) == found


def test_filter_by_mailing(press):
    one, other = (returns.bounced(returns.mailed(returns.contact(name))) for name in ("anna", "bert"))
    tree = page(press.get(f"{LIST}?aussendung={one.mailing_id}"))
    assert len(tree.xpath("//main//tbody/tr")) == 1
    assert str(one.mailing) in words(tree.xpath("//main")[0])
    assert str(other.mailing.release.number) not in words(tree.xpath("//main//tbody")[0])


def test_page_shows_the_words_and_why_we_know(press):
    row = actions.take(raw=plain("<script>alert(1)</script> Frage?", subject="Rückfrage"), door=Door.MAILBOX)
    answer = press.get(reverse("desk:press_return", args=[row.pk]))
    tree = page(answer)
    assert "<script>alert" not in answer.content.decode()
    assert words(tree.xpath("//*[@class='return-text']")[0]) == "<script>alert(1)</script> Frage?"
    assert EVIDENCE["none"] in words(tree.xpath("//main//aside")[0])


def test_deciding_goes_on_to_the_next_and_counts(press):
    first, second = returns.open_return(), returns.open_return()
    answer = press.post(reverse("desk:press_return_decide", args=[first.pk]), {"art": K.ANSWER})
    assert answer.url == reverse("desk:press_return", args=[second.pk])
    answer = press.post(reverse("desk:press_return_decide", args=[second.pk]), {"art": K.AUTO}, follow=True)
    assert answer.redirect_chain[-1][0] == LIST
    assert list(Return.objects.order_by("pk").values_list("kind", "open")) == [(K.ANSWER, False), (K.AUTO, False)]


def test_deciding_with_an_unknown_word_changes_nothing(press):
    row = returns.open_return()
    answer = press.post(reverse("desk:press_return_decide", args=[row.pk]), {"art": "nix"}, follow=True)
    assert "Diese Art gibt es nicht." in answer.content.decode()
    row.refresh_from_db()
    assert row.open is True


def test_unsubscribing_mail_is_confirmed_and_lifted_again(press):
    contact = returns.contact()
    row = actions.take(raw=plain("", subject="Abmelden"), door=Door.MAILBOX)
    press.post(reverse("desk:press_return_decide", args=[row.pk]), {"art": K.UNSUBSCRIBE})
    tree = page(press.get(LIST))
    assert SUSPENDED[Suspended.LEFT] in words(tree.xpath("//*[@aria-labelledby='h-silent']")[0])
    press.post(reverse("desk:press_return_lift", args=[contact.pk]))
    assert Contact.objects.get(pk=contact.pk).suspended_at is None
    assert page(press.get(LIST)).xpath("//*[@aria-labelledby='h-silent']") == []


def test_suspended_contacts_stand_with_their_evidence(press):
    returns.suspended()
    panel = page(press.get(LIST)).xpath("//*[@aria-labelledby='h-silent']")[0]
    assert "Mehrmals unzustellbar" in words(panel)
    assert [words(item).partition(",")[0] for item in panel.xpath(".//details//li")] == ["2026-01-01/01"]


def test_trouble_with_the_mailbox_is_shown(press, settings):
    settings.RETURNS_IMAP_URL = "imaps://rueck:geheim@mail.stadt.example/INBOX"
    actions.visited(problem="Der Mailserver ist nicht zu erreichen: zu")
    answer = press.get(LIST).content.decode()
    assert "Der Mailserver ist nicht zu erreichen" in answer
    assert "rueck auf mail.stadt.example" in answer
    assert "geheim" not in answer


def test_menu_counts_what_waits(press):
    returns.open_return()
    entry = page(press.get("/redaktion/")).xpath("//nav[@class='topnav']//a[contains(., 'Presse')]")[0]
    assert "1" in words(entry)


def test_list_asks_as_often_for_one_as_for_many(press):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            press.get(LIST)
        return len(asked)

    def fill(name: str) -> None:
        returns.suspended(name)
        actions.take(raw=report(to=f"{name}@zeitung.example", diagnostic=f"550 no such user {name}"), door=Door.PIPE)
        returns.open_return()

    fill("anna")
    once = queries()
    for name in ("bert", "clara", "doris"):
        fill(name)
    assert queries() == once


def test_page_asks_as_often_for_one_as_for_many(press):
    def queries(row: Return) -> int:
        with CaptureQueriesContext(connection) as asked:
            press.get(reverse("desk:press_return", args=[row.pk]))
        return len(asked)

    first = returns.bounced(returns.mailed(returns.contact()))
    returns.bounced(returns.mailed(returns.contact()))
    once = queries(first)
    for _time in range(3):
        returns.bounced(returns.mailed(returns.contact()), status="5.2.2", words="mailbox full")
    assert queries(first) == once


def test_who_cannot_be_reached_for_weeks_is_named(press):
    for days in (30, 20, 10, 2):
        returns.bounced(returns.mailed(returns.contact(), days=days), status="5.2.2", words="mailbox full")
    panel = page(press.get(LIST)).xpath("//*[@aria-labelledby='h-faint']")[0]
    assert "Anna" in words(panel)
    assert "4 Mal seit" in words(panel)


def test_only_the_last_suspended_stand_on_the_page(press, monkeypatch):
    monkeypatch.setattr(returnspage, "SILENT", 2)
    for name in ("anna", "bert", "clara"):
        returns.suspended(name)
    panel = page(press.get(LIST)).xpath("//*[@aria-labelledby='h-silent']")[0]
    assert [words(each) for each in panel.xpath(".//strong[@class='row-title']")] == [
        "Clara (Zeitung)",
        "Bert (Zeitung)",
    ]
    assert "die letzten 2 von 3" in words(panel)
    returns.contact("doris")
    (there,) = panel.xpath(".//p[contains(@class, 'panel-foot')]//a/@href")
    assert press.get(there).context["page"].paginator.count == 3
