"""The room's closed sets. Values are stored; labels are shown."""

from django.db.models import TextChoices


class RecipientState(TextChoices):
    """Where one mail stands.

    ``LATER`` was turned away for now and nothing arrived; ``UNKNOWN`` was cut off after the text had
    been handed over, so it may have arrived and is never sent a second time.
    """

    PENDING = "pending", "Wartet"
    SENDING = "sending", "Wird gesendet"
    SENT = "sent", "Gesendet"
    REFUSED = "refused", "Abgelehnt"
    LATER = "later", "Später erneut"
    UNKNOWN = "unknown", "Ungewiss"
    STOPPED = "stopped", "Nicht gesendet"


class Halt(TextChoices):
    """What a person decided about a mailing that is under way."""

    NONE = "", "Läuft"
    PAUSED = "paused", "Angehalten"
    STOPPED = "stopped", "Abgebrochen"


# Nothing has arrived at these addresses, so a mail may go out.
UNSENT = (RecipientState.PENDING, RecipientState.LATER)
# Something has arrived there, or may have.
REACHED = (RecipientState.SENDING, RecipientState.SENT, RecipientState.UNKNOWN)


class ReturnKind(TextChoices):
    """What came back. Only ``HARD`` and ``COMPLAINT`` ever speak against an address."""

    HARD = "hard", "Adresse gibt es nicht"
    FULL = "full", "Postfach voll"
    POLICY = "policy", "Nach Regeln abgewiesen"
    SOFT = "soft", "Nicht zugestellt"
    DELAY = "delay", "Verzögert"
    RECEIPT = "receipt", "Bestätigung"
    AUTO = "auto", "Automatische Antwort"
    COMPLAINT = "complaint", "Beschwerde"
    UNSUBSCRIBE = "leave", "Abmeldung"
    ANSWER = "answer", "Antwort eines Menschen"
    UNCLEAR = "unclear", "Ungeklärt"


# Somebody has to look: nothing else says what is meant, or a person wrote to us.
FOR_A_PERSON = (ReturnKind.UNCLEAR, ReturnKind.ANSWER, ReturnKind.UNSUBSCRIBE)


class Evidence(TextChoices):
    """By what a return was matched to a mail of ours, the surest first."""

    TOKEN = "token", "Rückadresse der Mail"
    MESSAGE_ID = "id", "Kennung der Mail"
    DIALOGUE = "smtp", "Antwort beim Versand"
    PERSON = "person", "Von Hand bestätigt"
    ADDRESS = "address", "nur die genannte Adresse"
    NONE = "none", "nicht zugeordnet"


# What only the addressee's side can know, or a person has confirmed. The rest anybody could have invented.
SURE = (Evidence.TOKEN, Evidence.MESSAGE_ID, Evidence.DIALOGUE, Evidence.PERSON)


class Door(TextChoices):
    """The way by which a return came in."""

    MAILBOX = "mailbox", "Postfach"
    PIPE = "pipe", "Mailserver"
    DIALOGUE = "smtp", "Beim Versand"


class Suspended(TextChoices):
    """Why a contact gets no mail for the time being."""

    BOUNCES = "bounces", "Mehrmals unzustellbar"
    COMPLAINT = "complaint", "Beschwerde"
    LEFT = "left", "Per E-Mail abgemeldet"


class OutletKind(TextChoices):
    """What kind of medium."""

    NEWSPAPER = "newspaper", "Zeitung"
    MAGAZINE = "magazine", "Zeitschrift"
    RADIO = "radio", "Radio"
    TV = "tv", "Fernsehen"
    ONLINE = "online", "Online"
    AGENCY = "agency", "Agentur"
    FREELANCE = "freelance", "Freies Büro"
    OTHER = "other", "Sonstiges"


class Basis(TextChoices):
    """Why we may keep and use an address (Regulation (EU) 2016/679, Article 6(1)).

    Point (f), legitimate interest, is closed to authorities in the performance of their tasks.
    """

    TASK = "task", "Öffentliche Aufgabe (Art. 6 Abs. 1 Buchst. e DSGVO)"
    CONSENT = "consent", "Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO)"


class Source(TextChoices):
    """Where an address is from (Article 14(2)(f) asks for it)."""

    SIGN_UP = "sign_up", "Selbst angemeldet"
    ASKED = "asked", "Hat uns darum gebeten"
    PUBLISHED = "published", "Öffentlich angegeben (Impressum, Website)"
    IMPORT = "import", "Aus einer Datei"
    OLD = "old", "Früherer Bestand, Herkunft nicht vermerkt"


class Standing(TextChoices):
    """Whether a contact gets mail, and if not, why."""

    ACTIVE = "active", "Erhält Mitteilungen"
    SUSPENDED = "suspended", "Ausgesetzt wegen Rückläufern"
    PAUSED = "paused", "Pausiert"
    UNCONFIRMED = "unconfirmed", "Einwilligung fehlt"
    OFF = "off", "Abgeschaltet"
    LEFT = "left", "Abgemeldet"


class InquiryChannel(TextChoices):
    """By which way a journalist asked."""

    PHONE = "phone", "Telefon"
    MAIL = "mail", "E-Mail"
    PERSON = "person", "Persönlich"
    FORM = "form", "Formular"


class InquiryState(TextChoices):
    """How far an inquiry is; never stored, always derived from what happened to it."""

    OPEN = "open", "Offen"
    WRITTEN = "written", "Wartet auf Freigabe"
    RELEASED = "released", "Freigegeben"
    ANSWERED = "answered", "Beantwortet"
    CLOSED = "closed", "Geschlossen"


class AnswerWay(TextChoices):
    """How an answer reached the journalist."""

    MAIL = "mail", "per E-Mail"
    PHONE = "phone", "am Telefon"
    PERSON = "person", "persönlich"


class AccreditationState(TextChoices):
    """What the press office decided about one person."""

    ASKED = "asked", "Angefragt"
    ACCEPTED = "accepted", "Zugesagt"
    WAITING = "waiting", "Warteliste"
    REFUSED = "refused", "Abgesagt"


class Proof(TextChoices):
    """By what somebody shows that they work for the press."""

    CARD = "card", "Presseausweis"
    ASSIGNMENT = "assignment", "Auftrag einer Redaktion"


class Purpose(TextChoices):
    """What somebody comes for."""

    TEXT = "text", "Text"
    PHOTO = "photo", "Foto"
    FILM = "film", "Film"
    SOUND = "sound", "Ton"
