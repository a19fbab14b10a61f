"""Who may open and do what at the desk: every address with every role, as one table.

Reading answers 200 or 403. A write is judged by what it leaves: whoever lacks the right leaves no
row in the audit trail, whatever the page says to them.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_publish import seal
from channels_publish.actions import accounts, corrections
from channels_publish.adapters.oauth import Grant, Offer
from channels_publish.enums import Act, Kind, State
from channels_publish.models import Account
from media_library.actions import assets
from newsroom import handshake
from newsroom.desk_urls import urlpatterns
from people.models import AuditEvent, User
from people.roles import ROLES, Permission, Role
from press.actions import advance, imports
from stories import recurring
from stories.actions import comments, departments, doors, factchecks, keys
from stories.actions import crisis as stories_crisis
from stories.actions import stories as stories_actions
from stories.intake.incoming import Enclosure
from stories.models import CityWord, Feed, Story
from tests.factories import channels, journalists, ledger, media, people, press, returns, stories, topics
from tests.factories.crises import crisis_on
from tests.stories.intake import kit

P = Permission
ANY = frozenset(Permission)
READS: dict[str, frozenset[Permission]] = {
    "home": ANY,
    "stories": ANY,
    "search": ANY,
    "help": ANY,
    "help_page": ANY,
    "story": ANY,
    "story_renditions": ANY,
    "story_new": frozenset({P.WRITE}),
    "story_revisions": ANY,
    "story_versions": ANY,
    "story_fact_checks": frozenset({P.WRITE, P.APPROVE}),
    "story_embargo": frozenset({P.WRITE, P.APPROVE, P.MANAGE_PRESS}),
    "planning": frozenset({P.WRITE, P.EDIT_RENDITION}),
    "planning_month": frozenset({P.WRITE, P.EDIT_RENDITION}),
    "calendars": frozenset({P.WRITE, P.EDIT_RENDITION}),
    "video_captions_file": ANY,
    "asset_uses": ANY,
    "topics": frozenset({P.WRITE}),
    "topic_new": frozenset({P.WRITE}),
    "recurrences": frozenset({P.WRITE}),
    "recurrence_preview": frozenset({P.WRITE}),
    "recurrence": frozenset({P.WRITE}),
    "recurrence_edit": frozenset({P.WRITE}),
    "topic": frozenset({P.WRITE}),
    "topic_decline": frozenset({P.WRITE}),
    "topic_original": frozenset({P.WRITE}),
    "topic_attachment": frozenset({P.WRITE}),
    "story_ledger": frozenset({P.SEE_LEDGER}),
    "story_comments": frozenset({P.WRITE, P.APPROVE}),
    "reviews": frozenset({P.WRITE, P.APPROVE}),
    "review": frozenset({P.WRITE, P.APPROVE}),
    "ledger": frozenset({P.SEE_LEDGER}),
    "delivery": frozenset({P.SEE_LEDGER}),
    "crisis": ANY,
    "crisis_release": frozenset({P.CRISIS}),
    "undecided": frozenset({P.SEE_LEDGER}),
    "delivery_reconcile": frozenset({P.DECIDE}),
    "delivery_candidates": frozenset({P.DECIDE}),
    "alarm": frozenset({P.SEE_LEDGER}),
    "accounts": frozenset({P.MANAGE_ACCOUNTS, P.DECIDE}),
    "account": frozenset({P.MANAGE_ACCOUNTS, P.DECIDE}),
    "account_connect": frozenset({P.MANAGE_ACCOUNTS}),
    "account_callback": frozenset({P.MANAGE_ACCOUNTS}),
    "account_choose": frozenset({P.MANAGE_ACCOUNTS}),
    "words": frozenset({P.WRITE}),
    "doors": frozenset({P.MANAGE_INTAKE}),
    "press_returns": frozenset({P.MANAGE_PRESS}),
    "press_return": frozenset({P.MANAGE_PRESS}),
    "press_mailing": frozenset({P.MANAGE_PRESS}),
    "press_mailing_proof": frozenset({P.MANAGE_PRESS}),
    "press": frozenset({P.MANAGE_PRESS}),
    "press_list": frozenset({P.MANAGE_PRESS}),
    "press_contacts": frozenset({P.MANAGE_PRESS}),
    "press_contacts_file": frozenset({P.MANAGE_PRESS}),
    "press_contact_new": frozenset({P.MANAGE_PRESS}),
    "press_contact": frozenset({P.MANAGE_PRESS}),
    "press_contact_data": frozenset({P.MANAGE_PRESS}),
    "press_contact_delete": frozenset({P.MANAGE_PRESS}),
    "press_imports": frozenset({P.MANAGE_PRESS}),
    "press_import": frozenset({P.MANAGE_PRESS}),
    "inquiries": frozenset({P.WRITE}),
    "inquiry_new": frozenset({P.WRITE}),
    "inquiry": frozenset({P.WRITE}),
    "press_dates": frozenset({P.WRITE}),
    "press_date_new": frozenset({P.WRITE}),
    "press_date": frozenset({P.WRITE}),
    "press_outlook": frozenset({P.WRITE}),
    "press_kits": frozenset({P.WRITE}),
    "press_kit_new": frozenset({P.WRITE}),
    "press_kit": frozenset({P.WRITE}),
    "press_kit_file": frozenset({P.WRITE}),
}
WRITES: dict[str, frozenset[Permission]] = {
    "story_new": frozenset({P.WRITE}),
    "story": frozenset({P.WRITE}),
    "story_submit": frozenset({P.SUBMIT}),
    "story_withdraw": frozenset({P.WRITE}),
    "story_comments": frozenset({P.WRITE, P.APPROVE}),
    "comment": frozenset({P.WRITE, P.APPROVE}),
    "image_add": frozenset({P.WRITE}),
    "image_remove": frozenset({P.WRITE}),
    "image_move": frozenset({P.WRITE}),
    "image_describe": frozenset({P.WRITE}),
    "video_set": frozenset({P.WRITE}),
    "video_remove": frozenset({P.WRITE}),
    "video_captions": frozenset({P.WRITE}),
    "rendition": frozenset({P.EDIT_RENDITION}),
    "rendition_reset": frozenset({P.EDIT_RENDITION}),
    "rendition_include": frozenset({P.EDIT_RENDITION}),
    "rendition_plan": frozenset({P.EDIT_RENDITION}),
    "rendition_keep": frozenset({P.EDIT_RENDITION}),
    "review": frozenset({P.APPROVE}),
    "delivery_decide": frozenset({P.DECIDE}),
    "delivery_retry": frozenset({P.DECIDE}),
    "delivery_cancel": frozenset({P.DECIDE}),
    "account_resume": frozenset({P.DECIDE, P.MANAGE_ACCOUNTS}),
    "crisis_on": frozenset({P.CRISIS}),
    "crisis_change": frozenset({P.CRISIS}),
    "crisis_off": frozenset({P.CRISIS}),
    "crisis_release": frozenset({P.CRISIS}),
    "story_lane": frozenset({P.WRITE}),
    "review_check": frozenset({P.APPROVE}),
    "story_take_back": frozenset({P.WRITE}),
    "correction_discard": frozenset({P.WRITE}),
    "step_finish": frozenset({P.DECIDE}),
    "step_drop": frozenset({P.DECIDE}),
    "step_other_way": frozenset({P.DECIDE}),
    "account_check": frozenset({P.DECIDE, P.MANAGE_ACCOUNTS}),
    "account_pause": frozenset({P.DECIDE, P.MANAGE_ACCOUNTS}),
    "account_choose": frozenset({P.MANAGE_ACCOUNTS}),
    "tour": ANY,
    "word_add": frozenset({P.WRITE}),
    "word_remove": frozenset({P.WRITE}),
    "topic_new": frozenset({P.WRITE}),
    "topic": frozenset({P.WRITE}),
    "topic_take": frozenset({P.WRITE}),
    "topic_join": frozenset({P.WRITE}),
    "topic_tell_apart": frozenset({P.WRITE}),
    "topic_adopt": frozenset({P.WRITE}),
    "topic_move": frozenset({P.WRITE}),
    "topic_decline": frozenset({P.WRITE}),
    "topic_story": frozenset({P.WRITE}),
    "story_restore": frozenset({P.WRITE}),
    "story_versions": frozenset({P.WRITE}),
    "story_fact_checks": frozenset({P.WRITE}),
    "fact_check_revoke": frozenset({P.WRITE}),
    "story_embargo": frozenset({P.APPROVE, P.MANAGE_PRESS}),
    "embargo_lift": frozenset({P.APPROVE}),
    "advance_revoke": frozenset({P.APPROVE, P.MANAGE_PRESS}),
    "recurrence_switch": frozenset({P.WRITE}),
    "recurrence_edit": frozenset({P.WRITE}),
    "recurrence_delete": frozenset({P.WRITE}),
    "recurrence_date": frozenset({P.WRITE}),
    "planning_move": frozenset({P.EDIT_RENDITION}),
    "planning_deadline": frozenset({P.WRITE}),
    "calendar_new": frozenset({P.WRITE, P.EDIT_RENDITION}),
    "topic_word": frozenset({P.WRITE}),
    "link_new": frozenset({P.MANAGE_INTAKE}),
    "link_renew": frozenset({P.MANAGE_INTAKE}),
    "link_revoke": frozenset({P.MANAGE_INTAKE}),
    "key_new": frozenset({P.MANAGE_INTAKE}),
    "key_revoke": frozenset({P.MANAGE_INTAKE}),
    "feed_switch": frozenset({P.MANAGE_INTAKE}),
    "feed_remove": frozenset({P.MANAGE_INTAKE}),
    "press_return_decide": frozenset({P.MANAGE_PRESS}),
    "press_mailing_halt": frozenset({P.MANAGE_PRESS}),
    "press_return_lift": frozenset({P.MANAGE_PRESS}),
    "press_list": frozenset({P.MANAGE_PRESS}),
    "press_list_member": frozenset({P.MANAGE_PRESS}),
    "press_contact_new": frozenset({P.MANAGE_PRESS}),
    "press_contact": frozenset({P.MANAGE_PRESS}),
    "press_contact_deed": frozenset({P.MANAGE_PRESS}),
    "press_contact_delete": frozenset({P.MANAGE_PRESS}),
    "press_imports": frozenset({P.MANAGE_PRESS}),
    "press_import": frozenset({P.MANAGE_PRESS}),
    "press_import_apply": frozenset({P.MANAGE_PRESS}),
    "press_import_undo": frozenset({P.MANAGE_PRESS}),
    "press_import_discard": frozenset({P.MANAGE_PRESS}),
    "inquiry_new": frozenset({P.WRITE}),
    "inquiry": frozenset({P.WRITE}),
    "inquiry_answer": frozenset({P.WRITE}),
    "inquiry_deed": frozenset({P.WRITE}),
    "inquiry_send": frozenset({P.WRITE}),
    "inquiry_topic": frozenset({P.WRITE}),
    "inquiry_story": frozenset({P.WRITE}),
    "press_date_new": frozenset({P.WRITE}),
    "press_date": frozenset({P.WRITE}),
    "press_outlook": frozenset({P.WRITE}),
    "press_kit_new": frozenset({P.WRITE}),
    "press_kit": frozenset({P.WRITE}),
    "press_kit_deed": frozenset({P.WRITE}),
}
PRESS = frozenset(
    name for name in WRITES if name.startswith(("press_list", "press_contact", "press_import", "press_mailing"))
)
RETURNS = frozenset({"press_return_decide", "press_return_lift"})
# Only for those who speak for the city, which is more than one right; they are judged in views/test_pressdates.py.
SPOKEN = frozenset({"press_date_deed", "entrance_list", "accreditation_decide", "accreditation_card"})
INQUIRIES = frozenset(name for name in WRITES if name.startswith("inquiry"))
PRESS_DESK = INQUIRIES | {name for name in WRITES if name.startswith(("press_date", "press_outlook", "press_kit"))}
DOORS = frozenset({"feed_switch", "feed_remove", "link_new", "link_renew", "link_revoke", "key_new", "key_revoke"})
TOPIC_PAGES = frozenset({"topic", "topic_decline", "topic_original", "topic_attachment"})
TOPICS = frozenset(
    {"planning_deadline", "recurrence_switch", "recurrence_date", "recurrence_edit", "recurrence_delete"}
    | {name for name in WRITES if name.startswith("topic")}
)
CRISIS = frozenset({"crisis_on", "crisis_change", "crisis_off", "crisis_release", "story_lane", "review_check"})
EMBARGO = frozenset({"story_embargo", "embargo_lift", "advance_revoke"})
STEPS = frozenset({"story_take_back", "correction_discard", "step_finish", "step_drop", "step_other_way"})
PRESS_FORM = {
    "title": "Neu", "begins_at": "2099-01-02T10:00", "place": "Rathaus", "keep_days": "28", "terms": "Mit Nachweis.",
    "question": "Wie viele?", "name": "Ada", "phone": "0211", "channel": "phone", "received_at": "2026-01-02T10:00",
    "deadline": "2099-01-02T10:00",
}  # fmt: skip
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n[Musik]\n"
# Asks by POST and stores nothing.
MEASURE = "rendition_measure"
HINTS = "story_hints"
# Kept for one person for a while, decided by nobody: no trail. They are judged in views/test_writing.py.
# Asks another server first; it is judged in views/test_feeds.py.
ASKS = "feed_new"
# Only one's own; it is judged in views/test_calendars.py.
OWN = "calendar_revoke"
# Needs a mail server; it is judged in views/test_mailings.py.
MAILS = "rendition_rehearse"
KEPT = frozenset({"story_copy", "story_new_copy", "story_presence"})


@dataclass(frozen=True, slots=True)
class Target:
    """An address, what to send there so that something comes of it, and what the session must hold for it."""

    url: str
    data: dict[str, Any]
    session: dict[str, str] = field(default_factory=dict)


def holders(rights: frozenset[Permission]) -> set[Role]:
    return {role for role in Role if ROLES[role].permissions & rights}


@pytest.fixture
def draft(office) -> Story:
    channels.account(Kind.X)
    return stories.story(by=office.editor, pictures=2, video=True)


def form_of(story: Story) -> dict[str, Any]:
    """What the page without scripts sends along with every button."""
    fields = ("kicker", "headline", "lead", "body", "contact", "responsible", "link", "place")
    return {name: getattr(story, name) for name in fields} | {
        "keywords": ", ".join(story.keywords),
        "version": story.version,
    }


def film() -> io.BytesIO:
    file = io.BytesIO((settings.BASE_DIR / "newsroom" / "demo" / "media" / "clip.mp4").read_bytes())
    file.name = "neu.mp4"
    return file


def story_targets(story: Story) -> dict[str, Callable[[], Target]]:
    first, form = story.ordered_images()[0].pk, form_of(story)

    def at(name: str, *more: int, **data: Any) -> Callable[[], Target]:
        return lambda: Target(reverse(f"desk:{name}", args=[story.pk, *more]), data)

    return {
        "story": at("story", **form | {"headline": "Anders"}),
        "story_submit": at("story_submit"),
        "story_restore": at("story_restore", 1),
        "story_versions": at("story_versions", sprache="en", tun="anfangen"),
        "story_fact_checks": lambda: Target(
            reverse("desk:story_fact_checks", args=[story.pk]), {"name": "Mira", "expires_at": "2099-01-01T10:00"}
        ),
        "fact_check_revoke": lambda: Target(reverse("desk:fact_check_revoke", args=[asked_about(story)]), {}),
        "image_add": at("image_add", **form, images=media.jpeg(name="neu.jpg")),
        "image_remove": at("image_remove", first, **form),
        "image_move": at("image_move", first, **form, richtung="runter"),
        "image_describe": at("image_describe", first, **form, **{f"image-{first}-alt_text": "Neue Worte"}),
        "video_set": at("video_set", **form, video=film()),
        "video_remove": at("video_remove", **form),
        "video_captions": at("video_captions", **form, captions_reason="Ohne Sprache"),
        "story_new": lambda: Target(reverse("desk:story_new"), {"headline": "Neu"}),
    }


def asked_about(story: Story) -> int:
    by, end = people.editor(), timezone.now() + timedelta(days=1)
    return factchecks.ask(story=story, name="Mira", expires_at=end, by=by)[0].pk


def rendition_targets(story: Story) -> dict[str, Callable[[], Target]]:
    row = story.renditions.get()
    later = f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}"

    def at(name: str, **data: Any) -> Callable[[], Target]:
        return lambda: Target(reverse(f"desk:{name}", args=[row.pk]), data)

    return {
        "rendition": at("rendition", text="Von Hand", version=row.version),
        "rendition_reset": at("rendition_reset"),
        "rendition_include": at("rendition_include", included="0"),
        "rendition_plan": at("rendition_plan", send_at=later),
        "rendition_keep": at("rendition_keep"),
        "planning_move": lambda: Target(
            reverse("desk:planning_move"), {"fassung": row.pk, "tag": later[:10], "uhrzeit": later[11:]}
        ),
        MEASURE: at(MEASURE, text="Ungespeichert"),
        "story_withdraw": lambda: Target(reverse("desk:story_withdraw", args=[story.pk]), {}),
        "review": lambda: Target(
            reverse("desk:review", args=[story.pk]), {"seen_seal": seal.digest(seal.sealed_payload(story))}
        ),
    }


def delivery_target(story: Story, name: str) -> Target:
    row = channels.delivery(story)
    if name == "account_resume":
        accounts.pause(account=row.account, reason="Probe.", by=None)
        return Target(reverse("desk:account_resume", args=[row.account_id]), {})
    states = {"delivery_decide": State.UNKNOWN, "delivery_retry": State.REFUSED, "delivery_cancel": State.DUE}
    ledger.put(row, states[name], needs_person=name == "delivery_decide")
    return Target(reverse(f"desk:{name}", args=[row.pk]), {"posted": "1"})


def crisis_target(story: Story, name: str) -> Target:
    """``story`` is a draft; what a switch, a release or a second look is about."""
    if name == "crisis_on":
        return Target(reverse("desk:crisis_on"), {"reason": "Bombenfund", "step": "on"})
    crisis_on()
    if name == "crisis_release":
        held = channels.delivery(channels.approved())
        choice = {"auslieferung": str(held.pk), "tun": "absagen", "confirmed": "1"}
        return Target(reverse("desk:crisis_release"), choice)
    if name == "story_lane":
        return Target(reverse("desk:story_lane", args=[story.pk]), {"short": "1"})
    if name == "review_check":
        short = stories_crisis.mark(story=channels.submitted(), short=True, by=people.cvd())
        return Target(reverse("desk:review_check", args=[channels.approve(short).pk]), {"fine": "1"})
    return Target(reverse(f"desk:{name}"), {"banner": "Neu"})


def remark_targets(story: Story, author: User) -> dict[str, Callable[[], Target]]:
    """What somebody says about a text, and the answer to it."""

    def answer() -> Target:
        row = comments.write(story=story, text="Stimmt das?", by=author)
        return Target(reverse("desk:comment", args=[row.pk]), {"tun": "answer", "text": "Ja."})

    return {
        "story_comments": lambda: Target(reverse("desk:story_comments", args=[story.pk]), {"text": "Stimmt das?"}),
        "comment": answer,
    }


def step_target(story: Story, name: str, author: User) -> Target:
    """A story that is out, corrected by hand or refused; or about to be taken back."""
    ledger.put(channels.delivery(story), State.SENT)
    if name == "story_take_back":
        return Target(reverse(f"desk:{name}", args=[story.pk]), {"withdrawal-notice": "Ein Irrtum."})
    way = Act.MANUAL if name in {"step_finish", "step_drop"} else Act.REPLACE
    account = channels.rendition(story, Kind.X).account_id
    corrections.write(story=story, notice="Richtig ist es so.", ways={str(account): way}, by=author)
    if name == "correction_discard":
        return Target(reverse(f"desk:{name}", args=[story.pk]), {})
    Story.objects.filter(pk=story.pk).update(state="in_review")
    step = channels.approve(story).correction.steps.get()
    if name == "step_other_way":
        ledger.put(step, State.REFUSED)
    return Target(reverse(f"desk:{name}", args=[step.pk]), {"reason": "Schon geschehen.", "act": Act.MANUAL})


def account_target(name: str, account: Account) -> Target:
    if name == "account_choose":
        offer = Offer("x", account.remote_id, account.name, "stadt", Grant("neu"))
        session = {handshake.OFFERS: handshake.sealed(handshake.Found("x", None, (offer,)))}
        return Target(reverse("desk:account_choose"), {"konto": f"x:{account.remote_id}"}, session)
    return Target(reverse(f"desk:{name}", args=[account.pk]), {"reason": "Umzug."})


def word_target(name: str) -> Target:
    if name == "word_remove":
        return Target(reverse("desk:word_remove", args=[CityWord.objects.create(word="Garath").pk]), {})
    return Target(reverse(f"desk:{name}"), {"words": "Wersten", "headline": "Neu"})


def door_target(name: str) -> Target:
    parks = departments.ensure(name="Gartenamt", by=None)
    person = {"name": "Mira Brandt", "email": "mira@stadt.example"}
    if name == "link_new":
        typed = {f"link-{field}": value for field, value in person.items()}
        return Target(reverse("desk:link_new"), {**typed, "link-department": parks.pk})
    if name == "key_new":
        return Target(reverse("desk:key_new"), {"key-name": "Kalender"})
    if name.startswith("feed"):
        feed = Feed.objects.create(name="Amt", url="https://stadt.example/feed", next_check_at=timezone.now())
        return Target(reverse(f"desk:{name}", args=[feed.pk]), {"aktiv": "0"})
    if name == "key_revoke":
        key, _ = keys.create(name="Kalender", department=None, by=people.cvd())
        return Target(reverse("desk:key_revoke", args=[key.pk]), {})
    link, _ = doors.create_link(department=parks, by=people.cvd(), **person)
    return Target(reverse(f"desk:{name}", args=[link.pk]), {})


def embargo_target(name: str) -> Target:
    story = channels.approved(embargo=timezone.now() + timedelta(hours=1))
    if name == "advance_revoke":
        access, _secret = advance.give(story=story, name="Ada Wolff", outlet="Rheinblatt", by=people.cvd())
        return Target(reverse(f"desk:{name}", args=[access.pk]), {})
    data = {"name": "Ada Wolff", "outlet": "Rheinblatt", "reason": "Steht schon im Netz.", "notice": "Ab sofort frei."}
    return Target(reverse(f"desk:{name}", args=[story.pk]), data)


def recurrence_target(name: str) -> Target:
    if name == "recurrence_switch":
        return Target(reverse(f"desk:{name}", args=[topics.recurrence().pk]), {"aktiv": "nein"})
    if name in {"recurrence_edit", "recurrence_delete"}:
        typed = {"title": "Anders", "rhythm": "weekly", "weekday": "TH", "time": "09:00", "starts_on": "2026-01-01"}
        return Target(reverse(f"desk:{name}", args=[topics.recurrence().pk]), typed | {"lead_days": "7"})
    friday = recurring.upcoming("FREQ=WEEKLY;BYDAY=FR", timezone.localdate(), timezone.localdate(), 2)[1]
    there = reverse("desk:recurrence_date", args=[topics.recurrence().pk])
    return Target(there, {"termin": str(friday), "tun": "auslassen"})


def desk_target(name: str) -> Target:
    """An inquiry with an answer ready to go, a draft of a date, a kit, or the form of a new one."""
    if name in {"inquiry_new", "press_date_new", "press_kit_new"}:
        return Target(reverse(f"desk:{name}"), PRESS_FORM)
    if name in INQUIRIES:
        row = journalists.inquiry()
        row = journalists.released(row) if name == "inquiry_send" else journalists.answered(row)
        data = PRESS_FORM | {"version": row.version, "answer": "41 Linden.", "tun": "uebernehmen"}
        return Target(reverse(f"desk:{name}", args=[row.pk]), data)
    if name.startswith("press_kit"):
        kit = journalists.press_kit(assets=(media.picture(),))
        data = PRESS_FORM | {"version": kit.version, "tun": "hinzufuegen", "medium": media.picture().pk}
        return Target(reverse(f"desk:{name}", args=[kit.pk]), data)
    row = journalists.press_date(public=name == "press_outlook")
    if name == "press_outlook":
        return Target(reverse("desk:press_outlook"), {"woche": str(timezone.localdate(row.begins_at))})
    return Target(reverse(f"desk:{name}", args=[row.pk]), PRESS_FORM | {"version": row.version})


def topic_target(name: str) -> Target:
    if name == "topic_word":
        return Target(reverse("desk:topic_word"), {"word": SimpleUploadedFile("radweg.docx", kit.word_file())})
    if name == "topic_new":
        return Target(reverse("desk:topic_new"), {"title": "Idee"})
    if name.startswith("recurrence"):
        return recurrence_target(name)
    if name == "planning_deadline":
        return Target(reverse(f"desk:{name}", args=[topics.topic().pk]), {"tag": "2099-01-02"})
    if name == "topic_adopt":
        picture = Enclosure("bild.jpg", "image/jpeg", media.jpeg().getvalue())
        attachment = topics.received(enclosures=(picture,)).sources.get().attachments.get()
        return Target(reverse("desk:topic_adopt", args=[attachment.pk]), {})
    data = {"title": "Anders", "version": 1, "stand": "done", "reason": "Nicht unser Thema.", "mit": topics.topic().pk}
    return Target(reverse(f"desk:{name}", args=[topics.topic().pk]), data)


def target(name: str, draft: Story, author: User) -> Target:
    """The story, in the state in which this write has something to do."""
    if name in CRISIS | TOPICS:
        return topic_target(name) if name in TOPICS else crisis_target(draft, name)
    if name in {"account_check", "account_pause", "account_choose"}:
        return account_target(name, Account.objects.get())
    if name in (fresh := story_targets(draft) | remark_targets(draft, author)):
        return fresh[name]()
    waiting = channels.submitted(by=author)
    if name in (queued := rendition_targets(waiting)):
        return queued[name]()
    channels.approve(waiting)
    if name in STEPS:
        return step_target(Story.objects.get(pk=waiting.pk), name, author)
    return delivery_target(Story.objects.get(pk=waiting.pk), name)


def target_of(name: str, draft: Story, author: User) -> Target:
    """Where words are sent, or what a story or account has to do."""
    if name in DOORS | PRESS_DESK:
        return door_target(name) if name in DOORS else desk_target(name)
    if name in EMBARGO:
        return embargo_target(name)
    if name in RETURNS:
        row = returns.open_return() if name == "press_return_decide" else returns.suspended()
        return Target(reverse(f"desk:{name}", args=[row.pk]), {"art": "hard"})
    if name in PRESS:
        return press_target(name)
    if name == "calendar_new":
        return Target(reverse("desk:calendar_new"), {"shows": "all"})
    return word_target(name) if name in {HINTS, "tour", "word_add", "word_remove"} else target(name, draft, author)


def press_target(name: str) -> Target:
    """A list, a contact on no list, a file."""
    contact = press.contact()
    if name == "press_mailing_halt":
        return Target(reverse(f"desk:{name}", args=[returns.under_way().pk]), {"tun": "anhalten"})
    facts = {
        "name": "Anders",
        "email": "neu@funk.example",
        "basis": "task",
        "source": "asked",
        "review_on": "2099-01-01",
    }
    if name.startswith("press_import"):
        row = press.upload(by=people.person(Role.PRESS))
        if name == "press_import_undo":
            imports.apply(row=row, by=people.person(Role.PRESS))
        data: dict[str, Any] = {"column-email": "1", "column-name": "0"}
        data = {"file": SimpleUploadedFile("liste.csv", press.CSV)} if name == "press_imports" else data
        return Target(reverse(f"desk:{name}", args=[] if name == "press_imports" else [row.pk]), data)
    if name.startswith("press_list"):
        there = reverse(f"desk:{name}", args=[channels.press_account(readers=()).distribution_list.pk])
        return Target(there, {"name": "Anders", "email": contact.email})
    there = reverse(f"desk:{name}", args=[] if name == "press_contact_new" else [contact.pk])
    return Target(there, facts | {"tun": "geprueft"})


def rewound(data: dict[str, Any]) -> dict[str, Any]:
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return data


def leaves_a_trace(user: User, there: Target) -> bool:
    """Whether sending the form wrote anything; it is taken back again."""
    client = Client()
    client.force_login(user)
    if there.session:
        session = client.session
        session.update(there.session)
        session.save()
    before = AuditEvent.objects.count()
    with transaction.atomic():
        client.post(there.url, rewound(there.data))
        after = AuditEvent.objects.count()
        transaction.set_rollback(True)
    return after > before


def page_of(name: str, story: Story) -> str:
    if name in {"delivery_reconcile", "delivery_candidates"}:
        unknown = ledger.put(channels.delivery(story), State.UNKNOWN, needs_person=True)
        return reverse(f"desk:{name}", args=[unknown.pk])
    if name == "crisis_release":
        crisis_on()
        return f"{reverse('desk:crisis_release')}?auslieferung={channels.delivery(story).pk}"
    return reverse(f"desk:{name}", args=arguments(name, story))


def arguments(name: str, story: Story) -> list[Any]:
    if name in {"asset_uses", "video_captions_file"}:
        film = assets.set_captions(asset=media.clip(), file=io.BytesIO(VTT), reason="", by=None)
        stories_actions.set_video(story=story, asset=film, by=people.editor())
        return [film.pk if name == "asset_uses" else story.pk]
    if name.startswith("press_"):
        return press_arguments(name)
    if name in TOPIC_PAGES:
        return [topic_row(name)]
    if name in {
        "story",
        "story_comments",
        "story_renditions",
        "story_ledger",
        "story_revisions",
        "story_versions",
        "story_fact_checks",
        "story_embargo",
        "review",
    }:
        return [story.pk]
    known = {"account": lambda: Account.objects.get().pk, "account_connect": lambda: "x"}
    known["help_page"] = lambda: "suche"
    known["recurrence"] = known["recurrence_edit"] = lambda: topics.recurrence().pk
    known["delivery"] = lambda: channels.delivery(story).pk
    known["inquiry"] = lambda: journalists.inquiry().pk
    return [known[name]()] if name in known else []


def press_arguments(name: str) -> list[Any]:
    if name.startswith("press_mailing"):
        return [returns.under_way().pk]
    if name == "press_list":
        return [channels.press_account().distribution_list.pk]
    if name == "press_import":
        return [press.upload(by=people.person(Role.PRESS)).pk]
    known: dict[str, Callable[[], int]] = {"press_return": lambda: returns.open_return().pk}
    known["press_date"] = lambda: journalists.press_date().pk
    known["press_kit"] = known["press_kit_file"] = lambda: journalists.press_kit(assets=(media.picture(),)).pk
    known["press_contact"] = known["press_contact_data"] = known["press_contact_delete"] = lambda: press.contact().pk
    return [known[name]()] if name in known else []


def topic_row(name: str) -> int:
    file = Enclosure("brief.txt", "text/plain", b"Guten Tag")
    topic = topics.received(original=file, enclosures=(file,))
    source = topic.sources.get()
    rows = {"topic_original": source, "topic_attachment": source.attachments.get()}
    return rows.get(name, topic).pk


def test_every_address_of_the_desk_stands_in_a_table():
    assert {pattern.name for pattern in urlpatterns} == {
        *READS,
        *WRITES,
        *KEPT,
        *SPOKEN,
        ASKS,
        OWN,
        MAILS,
        MEASURE,
        HINTS,
    }


def read(answer: Any) -> Any:
    """To its end, which closes the file behind a download."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


@pytest.mark.parametrize("name", READS)
def test_pages_open_for_those_who_may_read_them(office, name):
    channels.account(Kind.X)
    url = page_of(name, channels.approved(by=office.editor))
    opened = set()
    for role in Role:
        client = Client()
        client.force_login(people.person(role))
        status = read(client.get(url)).status_code
        assert status in {200, 403}
        opened |= {role} if status == 200 else set()

    assert opened == holders(READS[name])


@pytest.mark.parametrize("name", WRITES)
def test_writes_are_done_by_those_who_may(draft, office, name):
    there = target_of(name, draft, office.editor)

    assert {role for role in Role if leaves_a_trace(people.person(role), there)} == holders(WRITES[name])


@pytest.mark.parametrize("name", [*WRITES, MEASURE, HINTS])
def test_writes_want_a_login_a_role_and_a_token(draft, office, name):
    there = target_of(name, draft, office.editor)
    trail = AuditEvent.objects.count()
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(office.cvd)
    nobody = Client()
    nobody.force_login(people.person())
    trail += 1  # the person without a role

    answers = [client.post(there.url, rewound(there.data)).status_code for client in (Client(), nobody, careful)]

    assert (answers, AuditEvent.objects.count()) == ([302, 403, 403], trail)


@pytest.mark.parametrize("name", sorted({*WRITES, MEASURE, HINTS} - set(READS)))
def test_writes_are_never_done_by_a_link(draft, office, client, name):
    client.force_login(office.cvd)

    assert client.get(target_of(name, draft, office.editor).url).status_code == 405


@pytest.mark.parametrize("name", READS)
def test_pages_stay_closed_without_a_role(office, client, name):
    channels.account(Kind.X)
    url = page_of(name, channels.approved(by=office.editor))
    strangers = client.get(url), client.get(url, headers={"HX-Request": "true"})
    client.force_login(people.person())

    assert [response.status_code for response in (*strangers, client.get(url))] == [302, 401, 403]


def test_measuring_is_for_those_who_write_renditions(draft, office):
    there = target(MEASURE, draft, office.editor)
    measured = set()
    for role in Role:
        client = Client()
        client.force_login(people.person(role))
        measured |= {role} if client.post(there.url, there.data).status_code == 200 else set()

    assert measured == holders(frozenset({P.EDIT_RENDITION}))
