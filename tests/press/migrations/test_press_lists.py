"""Outlets typed as text become rows, and text again on the way back; nobody's mail stops by it."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from press.models import Contact, Outlet

TYPED = [("anna", "Zeitung am Fluss"), ("bert", " zeitung  am Fluss"), ("clara", ""), ("dora", "Radio")]


def go_to(name: str) -> None:
    """To the migration whose name ends so, whatever its number."""
    executor = MigrationExecutor(connection)
    executor.migrate([next(node for node in executor.loader.graph.nodes if node[0] == "press" and node[1].endswith(name))])


def stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT outlet FROM press_contact ORDER BY email")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def typed(transactional_db):
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    go_to("_corrections")
    with connection.cursor() as cursor:
        for name, outlet in TYPED:
            cursor.execute(
                "INSERT INTO press_contact (name, outlet, email, active, created_at) VALUES (%s, %s, %s, %s, %s)",
                [name.title(), outlet, f"{name}@zeitung.example", True, datetime(2026, 1, 1, tzinfo=UTC)],
            )
    yield
    MigrationExecutor(connection).migrate(newest)


def test_there_and_back_again(typed):
    go_to("_press_lists")
    rows = Contact.objects.order_by("email").values_list("outlet__name", "source", "basis", "review_on")
    named = ["Zeitung am Fluss", "Zeitung am Fluss", None, "Radio"]
    assert list(rows) == [(name, "old", "task", timezone.localdate()) for name in named]
    assert (Outlet.objects.count(), Contact.objects.reachable(timezone.now()).count()) == (2, 4)
    go_to("_corrections")
    assert stored() == ["Zeitung am Fluss", "Zeitung am Fluss", "", "Radio"]
    go_to("_press_lists")
