"""Keys that were stored in plain text are encrypted by the migration, and opened again on the way back."""

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from channels_publish import vault
from channels_publish.models import Account

BEFORE, AFTER = ("channels_publish", "0002_steps_health_alarms"), ("channels_publish", "0003_encrypted_keys")


def go_to(place: tuple[str, str]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([place])


def stored() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, refresh_token FROM channels_publish_account ORDER BY id")
        return cursor.fetchall()


@pytest.fixture
def plain(transactional_db):
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    go_to(BEFORE)
    with connection.cursor() as cursor:
        for name, token in (("Stadt", "x-geheim"), ("Ohne", "")):
            cursor.execute(
                "INSERT INTO channels_publish_account (kind, name, handle, remote_id, base_url, token, options, active,"
                " position, refresh_token, scopes, health_message, quotas, paused_reason)"
                " VALUES ('x', %s, '', '', '', %s, '{}', %s, 0, %s, '', '', '[]', '')",
                [name, token, True, token],
            )
    yield
    # Removing them asks for everything of today that hangs on an account.
    MigrationExecutor(connection).migrate(newest)
    Account.objects.all().delete()


def test_there_and_back_again(plain):
    go_to(AFTER)
    assert [[text.startswith(vault.MARK) for text in row] for row in stored()] == [[True, True], [False, False]]
    assert [account.token for account in Account.objects.order_by("pk").only("token")] == ["x-geheim", ""]
    go_to(BEFORE)
    assert stored() == [("x-geheim", "x-geheim"), ("", "")]
    go_to(AFTER)


def test_way_back_is_refused_without_the_key(plain, settings):
    go_to(AFTER)
    before, mine = stored(), settings.TOKEN_KEYS
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(RuntimeError, match="nothing was changed"):
        go_to(BEFORE)
    assert stored() == before
    settings.TOKEN_KEYS = mine
