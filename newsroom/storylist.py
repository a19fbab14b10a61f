"""Which stories the list shows, with what each row says about its channels; it reads and decides nothing."""

from django.db.models import Prefetch, QuerySet

from channels_publish.models import Delivery, Rendition
from search import finding
from search.models import Kind
from stories.enums import State
from stories.models import Story


def found(query: str, state: str) -> QuerySet[Story]:
    """Those whose headline is found for ``query`` by the index of the search, newest change first.

    Without a query, all; with one that holds no word, none.
    """
    rows = Story.objects.with_desk_relations().prefetch_related(
        Prefetch(
            "renditions",
            Rendition.objects.select_related("account")
            .filter(account__active=True)
            .order_by("account__position", "pk")
            .prefetch_related(Prefetch("deliveries", Delivery.objects.order_by("-created_at"))),
        )
    )
    if state in State.values:
        rows = rows.filter(state=state)
    if query:
        rows = rows.filter(pk__in=finding.titled(query, kind=Kind.STORY))
    return rows.order_by("-updated_at", "-pk")
