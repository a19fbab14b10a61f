import pytest
from django.db import connection
from django.utils import timezone

from channels_publish.adapters.base import Post
from channels_publish.channels import adapter_class, credentials
from channels_publish.composing import compose
from channels_publish.enums import AttemptOutcome, Kind, State
from channels_publish.models import Delivery
from press.actions import mailings
from press.enums import RecipientState
from press.models import DistributionList, Recipient
from tests.channels_publish.adapters.kit import MemoryResume, a_closed_port
from tests.factories import channels, ledger
from tests.newsroom.pages import links, page, said, text, texts

LEDGER = "/redaktion/auslieferungen/"
UNDECIDED = f"{LEDGER}ungewiss/"


@pytest.fixture
def account(platforms):
    return channels.account(Kind.X, sandbox=platforms, name="@stadt")


def unknown(office, **facts) -> Delivery:
    """An unknown delivery that waits for a person, with the words it was sent with."""
    row = channels.delivery(channels.approved(by=office.editor))
    post = {"title": "", "text": row.rendition.text, "tags": [], "images": [], "video": None, "html": ""}
    given = {"needs_person": True, "code": "cannot_tell", "post": post, "started_at": timezone.now()}
    return ledger.put(row, State.UNKNOWN, **(given | facts))


def of(row: Delivery, step: str = "") -> str:
    return f"{LEDGER}{row.pk}/klaeren/{step}"


def asked(client, row: Delivery):
    return client.get(of(row, "konto/"), headers={"HX-Request": "true"})


def publish(row: Delivery, words: str) -> str:
    """Somebody posted this on the account meanwhile; its id there."""
    adapter = adapter_class(row.account.kind)(credentials(row.account))
    return adapter.publish(Post(text=words), key="k", resume=MemoryResume()).remote_id


def test_page_shows_our_text_and_asks_the_account_by_itself(client, office, account):
    row = unknown(office)
    ledger.attempt(row, AttemptOutcome.UNKNOWN, code="reply_lost")
    client.force_login(office.cvd)

    response = client.get(of(row))

    assert row.post["text"].split("\n")[0] in text(response, "//section[@aria-labelledby='h-ours']")
    (box,) = page(response).xpath("//*[@id='kandidaten']")
    assert (box.get("hx-get"), box.get("hx-trigger")) == (of(row, "konto/"), "load")


def test_candidates_are_compared_word_by_word_and_the_best_is_marked(client, office, account):
    row = unknown(office)
    publish(row, "Etwas ganz anderes vom Bauamt")
    near = publish(row, row.post["text"].replace("40", "50"))
    client.force_login(office.cvd)

    response = asked(client, row)

    items = page(response).xpath("//li[contains(@class, 'candidate')]")
    assert ["best" in item.get("class") for item in items] == [True, False]
    assert texts(response, "//li[1]//ins") == ["50"]
    assert texts(response, "//li[1]//del") == ["40"]
    assert texts(response, "//li[2]//ins") == []
    assert page(response).xpath("//li[1]//input[@name='remote_id']/@value") == [near]


def test_one_click_settles_with_id_and_link_and_goes_on_to_the_next(client, office, account):
    row, other = unknown(office), unknown(office)
    remote_id = publish(row, row.post["text"])
    client.force_login(office.cvd)
    form = page(asked(client, row)).xpath("//li[1]//form[1]")[0]
    data = {field.get("name"): field.get("value") for field in form.xpath(".//input")}

    response = client.post(form.get("action"), data, follow=True)

    row.refresh_from_db()
    assert (row.state, row.remote_id, row.url.endswith(remote_id)) == (State.SENT, remote_id, True)
    assert response.redirect_chain == [(of(other), 302)]
    assert said(response) == ["Als gesendet vermerkt."]


def test_post_of_another_delivery_has_no_button(client, office, account):
    row, other = unknown(office), unknown(office)
    remote_id = publish(row, row.post["text"])
    ledger.put(other, State.SENT, remote_id=remote_id)
    client.force_login(office.cvd)

    response = asked(client, row)

    assert page(response).xpath("//li//button") == []
    assert links(response, "//li//a[not(@target)]") == [f"{LEDGER}{other.pk}/"]

    refused = client.post(f"{LEDGER}{row.pk}/entscheiden/", {"posted": "1", "remote_id": remote_id}, follow=True)
    row.refresh_from_db()
    assert row.state == State.UNKNOWN
    assert said(refused)[0].startswith("Dieser Beitrag gehört schon zur Auslieferung „Neue Bäume für den Hofgarten“.")


def test_account_without_posts_says_so(client, office, account):
    row = unknown(office)
    client.force_login(office.cvd)

    assert text(asked(client, row), "//*[@role='status']").startswith("Kein Beitrag seit")


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"kind": "status"}, "Die Plattform antwortet nicht oder bremst uns."),
        ({"kind": "expired_token"}, "Der Zugang zum Konto ist abgelaufen oder wurde entzogen."),
        ({"kind": "garbage"}, "Die Plattform antwortet nicht oder bremst uns."),
    ],
)
def test_platform_that_does_not_tell_leaves_the_decision_open(client, office, account, platforms, fault, sentence):
    row = unknown(office)
    platforms.fault(platform="x", match="GET /2/users", times=2, **fault)
    client.force_login(office.cvd)

    response = asked(client, row)

    assert response.status_code == 200
    assert sentence in text(response, "//*[@role='alert']")
    assert texts(response, "//button") == ["Noch einmal nachsehen"]
    row.refresh_from_db()
    assert row.state == State.UNKNOWN


def test_platform_that_is_away_is_not_waited_for(client, office):
    channels.account(Kind.X, base_url=a_closed_port())
    row = unknown(office)
    client.force_login(office.cvd)

    assert "Versuchen Sie es gleich noch einmal." in text(asked(client, row), "//*[@role='alert']//strong")


def test_no_view_runs_in_a_transaction_of_its_own():
    """A slow platform would hold it open."""
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


def test_settled_delivery_leads_to_its_page(client, office, account):
    row = unknown(office)
    ledger.put(row, State.SENT)
    client.force_login(office.cvd)

    response = client.get(of(row), follow=True)

    assert response.redirect_chain == [(f"{LEDGER}{row.pk}/", 302)]
    assert said(response) == ["Diese Auslieferung ist inzwischen geklärt. Es ist nichts mehr zu entscheiden."]
    assert "inzwischen geklärt" in text(asked(client, row), "//*[@id='kandidaten']")


def test_website_says_that_it_cannot_be_read_and_why_that_is_harmless(client, office):
    channels.account(Kind.WEBSITE)
    row = unknown(office)
    client.force_login(office.cvd)

    response = client.get(of(row))

    assert "duesseldorf.de lässt sich nicht auslesen." in text(response, "//section[@aria-labelledby='h-theirs']")
    assert page(response).xpath("//*[@id='kandidaten']") == []
    assert "inzwischen" in text(asked(client, row), "//*[@id='kandidaten']")


def test_press_shows_recipients_with_the_mail_servers_words(client, office, db):
    channels.press_account()
    row = unknown(office)
    mailing = mailings.prepare(post=compose(row.rendition, date=timezone.localdate()), key=row.pk,
                               to=DistributionList.objects.get(), by=None)  # fmt: skip
    Recipient.objects.filter(mailing=mailing, email__startswith="anna").update(
        state=RecipientState.UNKNOWN, smtp_text="Connection lost", tries=1
    )
    client.force_login(office.cvd)

    response = client.get(of(row))

    assert texts(response, "//section[@aria-labelledby='h-theirs']//tbody/tr/td") == [
        "anna@zeitung.exampleAnna", "Ungewiss", "1", "Connection lost",
    ]  # fmt: skip
    assert texts(response, "//section//button") == ["Das genügt", "Nicht angekommen, erneut senden"]


def test_sending_again_wants_the_confirmation(client, office, account):
    row = unknown(office)
    client.force_login(office.cvd)
    (box,) = page(client.get(of(row))).xpath("//input[@name='looked']")
    assert box.get("required") is not None

    client.post(f"{LEDGER}{row.pk}/entscheiden/", {"looked": "1"})

    row.refresh_from_db()
    assert row.state == State.DUE


def test_undecided_lists_oldest_first_and_leads_through(client, office, account):
    rows = sorted((unknown(office) for _ in range(3)), key=lambda row: row.slot)
    reading = unknown(office, needs_person=False)
    client.force_login(office.cvd)

    response = client.get(UNDECIDED)

    titles = "//section[@aria-labelledby='h-wartet']//a[@class='row-title']"
    assert links(response, titles) == [of(row) for row in rows]
    assert texts(response, "//section[@aria-labelledby='h-wartet']//*[contains(@class, 'count')]") == ["3 offen"]
    assert links(response, "//section[@aria-labelledby='h-liest']//a") == [f"{LEDGER}{reading.pk}/"]

    middle = client.get(of(rows[1]))
    assert links(middle, "//a[@rel='prev']") == [of(rows[0])]
    assert links(middle, "//a[@rel='next']") == [of(rows[2])]
    assert "2 von 3" in text(middle)


def test_undecided_costs_the_same_with_one_and_three_rows(client, office, account, django_assert_num_queries):
    client.force_login(office.cvd)
    for _ in range(2):
        unknown(office)
        with django_assert_num_queries(12):
            client.get(UNDECIDED)
        unknown(office)


def test_nothing_undecided_is_good_news(client, office):
    client.force_login(office.editor)

    assert "Nichts ist ungewiss." in text(client.get(UNDECIDED))


def test_ledger_and_delivery_lead_to_the_page(client, office, account):
    row = unknown(office)
    client.force_login(office.cvd)
    for path in (LEDGER, f"{LEDGER}{row.pk}/"):
        assert links(client.get(path), "//a[contains(@href, '/klaeren/')]") == [of(row)]
    client.force_login(office.editor)
    assert links(client.get(LEDGER), "//a[contains(@href, '/klaeren/')]") == []
