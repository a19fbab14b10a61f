"""What a return means, in German: what happened, why, and what the press office does about it."""

from dataclasses import dataclass
from typing import Final

from press.enums import Evidence, ReturnKind, Suspended


@dataclass(frozen=True, slots=True)
class Saying:
    """``why`` explains the class, ``todo`` says what is left to a person."""

    happened: str
    why: str
    todo: str


SAYINGS: Final[dict[ReturnKind, Saying]] = {
    ReturnKind.HARD: Saying(
        "Die Mail konnte nicht zugestellt werden.",
        "Der Mailserver des Empfängers kennt die Adresse nicht.",
        "Fragen Sie die Redaktion nach der neuen. Geschieht es mehrmals, setzt der Newsroom die Adresse aus.",
    ),
    ReturnKind.FULL: Saying(
        "Die Mail konnte nicht zugestellt werden.",
        "Das Postfach des Empfängers ist voll.",
        "Nichts. Die nächste Mitteilung geht wieder hin; hält es Wochen an, hilft ein Anruf.",
    ),
    ReturnKind.POLICY: Saying(
        "Der Mailserver des Empfängers hat die Mail abgewiesen.",
        "Der Grund liegt nicht an der Adresse: Spamschutz, Sperrliste, Absenderprüfung oder eine Regel des Hauses.",
        "Geben Sie den Wortlaut an die Administration weiter. Die Adresse wird deshalb nie ausgesetzt.",
    ),
    ReturnKind.SOFT: Saying(
        "Die Mail konnte nicht zugestellt werden.",
        "Der Mailserver nennt eine Störung oder keinen Grund, der gegen die Adresse spricht.",
        "Nichts. Die nächste Mitteilung geht wieder hin.",
    ),
    ReturnKind.DELAY: Saying(
        "Die Mail ist noch unterwegs.", "Ein Mailserver versucht es weiter.", "Nichts. Scheitert er, meldet er es.",
    ),
    ReturnKind.RECEIPT: Saying(
        "Der Empfang wurde bestätigt.", "Ein Mailserver oder ein Mailprogramm meldet die Zustellung.", "Nichts.",
    ),
    ReturnKind.AUTO: Saying(
        "Ein Postfach hat von selbst geantwortet.",
        "Meist eine Abwesenheit oder eine Eingangsbestätigung; die Mail ist angekommen.",
        "Nichts. Lesen Sie den Wortlaut, falls jemand die Redaktion verlassen hat.",
    ),
    ReturnKind.COMPLAINT: Saying(
        "Jemand hat die Mail als unerwünscht gemeldet.",
        "Der Anbieter des Postfachs gibt solche Meldungen weiter.",
        "Der Kontakt bekommt nichts mehr. Schreiben Sie ihm erst wieder, wenn er es wünscht.",
    ),
    ReturnKind.UNSUBSCRIBE: Saying(
        "Jemand möchte keine Mitteilungen mehr.",
        "Der Betreff der Mail bittet um die Abmeldung.",
        "Prüfen Sie, ob der Absender der Kontakt ist, und bestätigen Sie die Abmeldung.",
    ),
    ReturnKind.ANSWER: Saying(
        "Ein Mensch hat geantwortet.",
        "Nichts deutet auf eine automatische Nachricht.",
        "Beantworten Sie die Mail und haken Sie sie hier ab.",
    ),
    ReturnKind.UNCLEAR: Saying(
        "Der Newsroom versteht diese Nachricht nicht.",
        "Sie nennt keinen bekannten Grund.",
        "Lesen Sie den Wortlaut und ordnen Sie sie ein.",
    ),
}  # fmt: skip
EVIDENCE: Final[dict[Evidence, str]] = {
    Evidence.TOKEN: "Die Nachricht kam an die Rückadresse, die nur diese eine Mail hatte.",
    Evidence.MESSAGE_ID: "Die Nachricht nennt die Kennung dieser einen Mail.",
    Evidence.DIALOGUE: "Der Mailserver hat beim Versand so geantwortet.",
    Evidence.PERSON: "Eine Person hat die Zuordnung bestätigt.",
    Evidence.ADDRESS: "Nur die genannte Adresse passt; so etwas kann jeder schreiben. Gezählt wird es erst, wenn Sie "
    "es bestätigen.",
    Evidence.NONE: "Zu dieser Nachricht passt keine Mail und kein Kontakt.",
}
SUSPENDED: Final[dict[Suspended, str]] = {
    Suspended.BOUNCES: "Mehrere Mitteilungen nacheinander kamen als unzustellbar zurück.",
    Suspended.COMPLAINT: "Eine Mitteilung wurde als unerwünscht gemeldet.",
    Suspended.LEFT: "Der Kontakt hat sich per E-Mail abgemeldet.",
}
