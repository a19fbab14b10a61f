"""What every desk page's frame needs."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from channels_publish import alarms
from newsroom import handbook
from newsroom.alarmbar import Bar, bar
from people.roles import Permission
from press.models import Return
from stories.models import Crisis, Story, Topic


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the top navigation; ``current`` is the value of ``aria-current``.

    ``mark`` names a count that is brought up to date while the page stays open.
    """

    label: str
    url: str
    icon: str
    current: str = ""
    count: int = 0
    count_label: str = ""
    alert: bool = False
    mark: str = ""
    external: bool = False


class Desk:
    """The frame's facts, each fetched only if a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo = settings.DEMO

    @cached_property
    def may_write(self) -> bool:
        return self.request.user.has_perm(Permission.WRITE)

    @cached_property
    def may_manage_press(self) -> bool:
        return self.request.user.has_perm(Permission.MANAGE_PRESS)

    @cached_property
    def may_see_queue(self) -> bool:
        return self.may_write or self.request.user.has_perm(Permission.APPROVE)

    @cached_property
    def may_see_ledger(self) -> bool:
        return self.request.user.has_perm(Permission.SEE_LEDGER)

    @cached_property
    def may_administer(self) -> bool:
        managing = (Permission.MANAGE_PEOPLE, Permission.MANAGE_ACCOUNTS, Permission.MANAGE_PRESS)
        return any(self.request.user.has_perm(permission) for permission in managing)

    @cached_property
    def may_see_accounts(self) -> bool:
        return any(self.request.user.has_perm(right) for right in (Permission.MANAGE_ACCOUNTS, Permission.DECIDE))

    @property
    def help_page(self) -> str:
        """The handbook's page for what is open."""
        return handbook.page_for(self.request.path)

    @cached_property
    def waiting(self) -> int:
        """Stories in the queue of the Chef vom Dienst."""
        return Story.objects.awaiting_review().count()

    @cached_property
    def new_topics(self) -> int:
        """What came in and waits for a decision."""
        return Topic.objects.waiting().count()

    @cached_property
    def open_returns(self) -> int:
        """What came back after a mailing and waits for a person of the press office."""
        return Return.objects.open().count()

    @cached_property
    def alarm(self) -> Bar:
        """What is in trouble, for the bar under the menu."""
        return bar(self.troubles)

    @cached_property
    def troubles(self) -> alarms.Troubles:
        """The same in numbers."""
        return alarms.troubles(timezone.now())

    @cached_property
    def crisis(self) -> Crisis | None:
        """The crisis that is on."""
        return Crisis.objects.current()

    @property
    def banner(self) -> Crisis | None:
        """The crisis that is on, if it has words for the public; for the pages nobody found."""
        return self.crisis if self.crisis and self.crisis.banner else None

    @property
    def held_by_crisis(self) -> int:
        """Deliveries that wait for a person's release, whether it is still on or not."""
        return self.troubles.crisis

    @cached_property
    def may_run_crisis(self) -> bool:
        return self.request.user.has_perm(Permission.CRISIS)

    @cached_property
    def menu(self) -> list[MenuItem]:
        items = [self._item("Übersicht", "desk:home", "home", exact=True)]
        if self.may_write:
            items.append(self._item("Themen", "desk:topics", "inbox", count=self.new_topics, count_label="neu"))
            items.append(self._item("Beiträge", "desk:stories", "story"))
            items.append(self._item("Planung", "desk:planning", "calendar"))
        if self.may_see_queue:
            items.append(
                self._item("Abnahme", "desk:reviews", "review", count=self.waiting, count_label="zur Abnahme")
            )
        if self.may_see_ledger:
            items.append(
                self._item(
                    "Auslieferungen",
                    "desk:ledger",
                    "send",
                    count=self.alarm.total,
                    count_label="brauchen Aufmerksamkeit",
                    alert=True,
                    mark="auslieferungen",
                )
            )
        if self.may_see_accounts:
            items.append(self._item("Konten", "desk:accounts", "key"))
        if self.request.user.has_perm(Permission.MANAGE_INTAKE):
            items.append(self._item("Eingänge", "desk:doors", "link"))
        if self.may_manage_press:
            items.append(
                self._item("Presse", "desk:press", "press", count=self.open_returns, count_label="zu entscheiden")
            )
        elif self.may_write:
            items.append(self._item("Presse", "desk:inquiries", "press"))
        if self.request.user.has_perm(Permission.UPLOAD):
            items.append(self._item("Medien", "admin:media_library_asset_changelist", "image"))
        if self.may_administer:
            items.append(self._item("Stammdaten", "admin:index", "settings"))
        return [*_nearest(items), MenuItem("Portal", reverse("portal:list"), "external", external=True)]

    def _item(self, label: str, name: str, icon: str, *, exact: bool = False, **extra: Any) -> MenuItem:
        url = reverse(name)
        here = self.request.path
        current = "page" if here == url else "true" if not exact and here.startswith(url) else ""
        return MenuItem(label, url, icon, current=current, **extra)


def _nearest(items: list[MenuItem]) -> list[MenuItem]:
    """Where one entry lies inside another, only the longer address is the current one."""
    here = max((item.url for item in items if item.current), key=len, default="")
    return [item if item.url == here else replace(item, current="") for item in items]


def desk(request: HttpRequest) -> dict[str, Any]:
    """Navigation, counts and rights of the frame, evaluated only where a template asks for them."""
    return {"desk": Desk(request)}
