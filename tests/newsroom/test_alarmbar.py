import pytest

from channels_publish.actions import workers
from channels_publish.alarms import Troubles
from channels_publish.enums import Kind, State
from newsroom.alarmbar import bar
from tests.factories import channels, ledger
from tests.newsroom.pages import links, page, texts

LEDGER = "/redaktion/auslieferungen/"


@pytest.mark.parametrize(
    ("found", "said", "leads_to"),
    [
        (Troubles(overdue=2), "2 überfällig", f"{LEDGER}?stand=ueberfaellig"),
        (Troubles(unknown=1), "1 ungewiss", f"{LEDGER}ungewiss/"),
        (Troubles(held=3), "3 angehalten", f"{LEDGER}?stand=siegel"),
        (Troubles(failed=1), "1 nicht gesendet", f"{LEDGER}?stand=fehler"),
        (Troubles(paused=1), "1 Konto angehalten", LEDGER),
        (Troubles(paused=2), "2 Konten angehalten", LEDGER),
        (Troubles(crisis=4), "4 durch Krisenmodus angehalten", "/redaktion/krisenmodus/"),
        (Troubles(working=False), "Zustellung steht: Es läuft kein Zusteller", LEDGER),
        (Troubles(mail_late=True), "Die Mail an den CvD geht nicht hinaus", LEDGER),
    ],
)
def test_each_trouble_leads_to_its_page(found, said, leads_to):
    assert [(entry.text, entry.url) for entry in bar(found).entries] == [(said, leads_to)]


def test_nothing_is_said_where_all_is_well():
    assert (bar(Troubles()).entries, bar(Troubles()).digest) == ((), "nichts")


def test_digest_changes_with_every_word():
    digests = {bar(found).digest for found in (Troubles(), Troubles(held=1), Troubles(held=2), Troubles(failed=1))}
    assert len(digests) == 4


@pytest.fixture
def trouble(office):
    workers.beat(name="w")
    channels.account(Kind.X)
    return ledger.put(channels.delivery(channels.approved(by=office.editor)), State.REFUSED)


@pytest.mark.parametrize("path", ["/redaktion/", LEDGER, "/redaktion/beitraege/", "/redaktion/stammdaten/"])
def test_bar_is_on_every_page(client, office, trouble, path):
    client.force_login(office.admin if path.endswith("stammdaten/") else office.cvd)

    response = client.get(path)

    assert texts(response, "//*[@id='achtung']//a") == ["1 nicht gesendet"]


def test_every_filter_the_bar_names_shows_the_same_rows(client, office, trouble):
    client.force_login(office.cvd)
    (url,) = links(client.get("/redaktion/"), "//*[@id='achtung']//a")

    assert [row.delivery for row in client.get(url).context["rows"]] == [trouble]


def test_bar_asks_again_and_gets_nothing_while_nothing_changed(client, office, trouble):
    client.force_login(office.cvd)
    (section,) = page(client.get("/redaktion/")).xpath("//*[@id='achtung']")
    assert section.get("hx-trigger") == "every 30s"

    same = client.get(section.get("hx-get"), headers={"HX-Request": "true"})
    assert (same.status_code, same.content) == (204, b"")

    ledger.put(trouble, State.SENT)
    changed = client.get(section.get("hx-get"), headers={"HX-Request": "true"})
    assert changed.status_code == 200
    assert texts(changed, "//*[@id='achtung']//a") == []
    counts = page(changed).xpath("//span[starts-with(@id, 'zahl-')]")
    assert [(each.get("id"), each.get("hx-swap-oob"), each.text_content().strip()) for each in counts] == [
        ("zahl-auslieferungen-oben", "true", ""),
        ("zahl-auslieferungen-menue", "true", ""),
    ]


def test_quiet_bar_is_there_to_ask_again_but_says_nothing(client, office):
    workers.beat(name="w")
    client.force_login(office.cvd)

    (section,) = page(client.get("/redaktion/")).xpath("//*[@id='achtung']")

    assert (section.get("class"), section.text_content().strip()) == ("alarm quiet", "")


def test_bar_costs_the_same_with_one_and_three_rows(client, office, trouble, django_assert_num_queries):
    client.force_login(office.cvd)
    for _ in range(2):
        with django_assert_num_queries(8):  # session, person, the four counts, and what waits for approval
            client.get("/redaktion/achtung/?war=nichts")
        for _more in range(2):
            ledger.put(channels.delivery(channels.approved(by=office.editor)), State.HELD)
