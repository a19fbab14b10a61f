"""The switch from a shell."""

import io

import pytest
from django.core.management import CommandError, call_command

from channels_publish.enums import Kind
from channels_publish.models import Delivery
from stories.models import Crisis
from tests.factories import channels, people
from tests.factories.crises import crisis_on


def krise(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("krise", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_state_tells_what_a_switch_would_hold(office):
    channels.press_account()
    channels.account(Kind.X)
    channels.approved(by=office.editor)

    assert krise("--stand") == [
        "Der Krisenmodus ist aus.",
        "Angehalten: 0 Auslieferungen in 0 Beiträgen.",
        "Einschalten würde 2 Auslieferungen anhalten, darin 2 Mails.",
    ]


def test_switch_on_holds_and_tells(office):
    website = channels.account(Kind.WEBSITE)
    channels.account(Kind.X)
    channels.approved(by=office.editor)

    lines = krise(
        "--an", "--grund", "Bombenfund", "--hinweis", "Bleiben Sie zu Hause.", "--link", "https://stadt.example/",
        "--ausser", str(website.pk), "--von", office.cvd.username,
    )  # fmt: skip

    made = Crisis.objects.get()
    assert (made.reason, made.banner, made.banner_link, made.exempt, made.started_by) == (
        "Bombenfund", "Bleiben Sie zu Hause.", "https://stadt.example/", [website.pk], office.cvd,
    )  # fmt: skip
    assert [row.account.kind for row in Delivery.objects.held_by_crisis()] == ["x"]
    assert lines[0].endswith(f"durch {office.cvd}: Bombenfund")
    assert lines[1:] == [
        "Hinweis im Portal: Bleiben Sie zu Hause.",
        "Senden weiter: duesseldorf.de: Stadt auf duesseldorf.de",
        "Angehalten: 1 Auslieferung in 1 Beitrag.",
    ]


def test_switch_off_leaves_held_what_is_held(office):
    channels.account(Kind.X)
    channels.approved(by=office.editor)
    crisis_on(by=office.cvd)

    assert krise("--aus", "--von", office.cvd.username)[:2] == [
        "Der Krisenmodus ist aus.",
        "Angehalten: 1 Auslieferung in 1 Beitrag.",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--an"], "Bitte nennen Sie den Grund."),
        (["--an", "--grund", "x", "--ausser", "999"], "Ein Konto mit der Nummer „999“ gibt es nicht."),
        (["--an", "--grund", "x", "--ausser", "presse"], "Ein Konto mit der Nummer „presse“ gibt es nicht."),
        (["--an", "--grund", "x", "--link", "javascript:1"], "Der Link ist nicht lesbar."),
        (["--an", "--grund", "x", "--von", "niemand"], "Wer schaltet?"),
        (["--aus"], "Der Krisenmodus ist schon ausgeschaltet."),
        ([], "one of the arguments --an --aus --stand is required"),
    ],
)
def test_command_says_what_is_wrong_and_does_nothing(office, arguments, said):
    with pytest.raises(CommandError) as caught:
        krise(*arguments)

    assert said in str(caught.value)
    assert Crisis.objects.count() == 0


def test_of_two_people_who_may_one_is_asked_for(office):
    other = people.cvd()

    with pytest.raises(CommandError, match="Das Recht haben") as caught:
        krise("--an", "--grund", "Bombenfund")

    assert [name in str(caught.value) for name in (office.cvd.username, other.username)] == [True, True]
    krise("--an", "--grund", "Bombenfund", "--von", other.username)
    assert Crisis.objects.get().started_by == other
