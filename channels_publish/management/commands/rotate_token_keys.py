"""Encrypts every platform key anew, after a new key was put in front of TOKEN_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from channels_publish.actions import keys


class Command(BaseCommand):
    help = "Verschlüsselt alle Zugangsschlüssel neu, mit dem ersten Schlüssel aus TOKEN_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = keys.reencrypt()
        self.stdout.write(f"{done} Konten neu verschlüsselt.")
        if lost:
            raise CommandError(
                f"{lost} Konten lassen sich mit keinem Schlüssel aus TOKEN_KEYS öffnen; sie blieben unverändert. "
                "Nehmen Sie den früheren Schlüssel wieder in TOKEN_KEYS auf, oder verbinden Sie diese Konten neu."
            )
        self.stdout.write("Ältere Schlüssel können jetzt aus TOKEN_KEYS entfernt werden.")
