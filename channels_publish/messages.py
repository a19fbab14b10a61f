"""What the desk reads: one German sentence for each code of the adapters and the engine.

What happened, why, and what to do. The platform's own wording stands beside it on the screen.
"""

from collections.abc import Mapping

UNITS = {
    "characters": "Zeichen",
    "weighted": "gewichtete Zeichen",
    "bytes": "Byte",
}

PROBLEMS: Mapping[str, str] = {
    "alt_missing": "Dem Bild „{name}“ fehlt der Alternativtext. Beschreiben Sie es beim Bild im Beitrag.",
    "alt_too_long": "Der Alternativtext von „{name}“ hat {used} Zeichen, erlaubt sind {limit}. Bitte kürzen Sie ihn.",
    "pdf_not_accessible": "Das PDF lässt sich nicht barrierefrei herstellen: {detail}. Meist hilft es, das zuletzt "
    "eingefügte Bild oder die Tabelle neu einzufügen.",
    "characters_not_in_pdf": "Einige Zeichen (etwa Emojis) kann das PDF nicht darstellen; dort fehlen sie.",
    "contact_missing": "Der Kontakt für Rückfragen fehlt. Tragen Sie ihn im Beitrag ein.",
    "credit_missing": "Dem Bild „{name}“ fehlt der Bildnachweis. Tragen Sie ihn beim Bild im Beitrag ein.",
    "forbidden_character": "YouTube erlaubt das Zeichen {character} nicht. Bitte ersetzen Sie es.",
    "gif_not_alone": "X zeigt ein GIF nur allein. Nehmen Sie die anderen Bilder heraus.",
    "header_line_break": "Eine Angabe enthält einen Zeilenumbruch, der in einer Mail nicht stehen darf. Bitte berichtigen Sie sie.",
    "html_missing": "Der Artikel hat keinen Text. Schreiben Sie den Beitrag zuerst.",
    "image_format": "Das Bild „{name}“ hat ein Format ({mime}), das dieser Kanal nicht annimmt. Laden Sie es als JPEG hoch.",
    "image_ratio": "Das Bild „{name}“ ist für Instagram zu schmal oder zu breit. Nehmen Sie einen Ausschnitt zwischen 4:5 und 1,91:1.",
    "image_too_large": "Das Bild „{name}“ ist mit {used_mb} zu groß; empfohlen sind höchstens {limit_mb}. Laden Sie eine kleinere Fassung hoch.",
    "image_type": "Das Bild „{name}“ hat ein Format ({mime}), das nicht ins PDF passt. Laden Sie es als JPEG hoch.",
    "image_url_missing": "Instagram holt Bilder selbst ab; für „{name}“ gibt es keine öffentliche Adresse. Prüfen Sie PUBLIC_URL.",
    "image_width": "Das Bild „{name}“ ist schmaler oder breiter, als Instagram es zeigt; die Plattform rechnet es um.",
    "images_and_video": "Dieser Kanal zeigt entweder Bilder oder ein Video. Wählen Sie eines von beiden.",
    "images_unused": "YouTube zeigt nur das Video; die Bilder gehen auf diesem Kanal nicht mit.",
    "text_long": "Der Vorspann hat {used} Zeichen; mit bis zu {limit} liest er sich leichter.",
    "link_costs": "Ein Beitrag mit Link kostet auf X {price} US-Dollar, ohne Link {without} US-Dollar.",
    "link_not_allowed": "Links auf {host} nimmt Facebook nicht an. Verlinken Sie die Seite der Stadt.",
    "link_not_clickable": "Links sind auf Instagram nicht anklickbar. Schreiben Sie besser, wo mehr steht.",
    "link_not_in_text": "Mit Bild oder Video zeigt Facebook den Link nicht von selbst. Er fehlt im Text.",
    "media_missing": "Instagram braucht ein Bild oder Video. Laden Sie eines hoch oder nehmen Sie die Texttafel.",
    "mention_restricted": "X stellt Erwähnungen wie {name} über die Schnittstelle nur eingeschränkt zu.",
    "responsible_missing": "Die verantwortliche Person (V.i.S.d.P.) fehlt. Das Presserecht verlangt sie; tragen Sie sie im Beitrag ein.",
    "slug_missing": "Der Artikel hat keine Adresse, weil die Überschrift fehlt. Bitte tragen Sie sie ein.",
    "tags_too_long": "Die Schlagwörter haben zusammen {used} Zeichen, erlaubt sind {limit}. Bitte streichen Sie einige.",
    "text_invalid_characters": "Der Text enthält unsichtbare Zeichen, die X ablehnt. Schreiben Sie die Stelle neu.",
    "text_missing": "Der Text ist leer. Schreiben Sie ihn oder erzeugen Sie ihn neu aus dem Beitrag.",
    "text_too_long": "Der Text ist um {over} zu lang: {used} von {limit}. Bitte kürzen Sie ihn.",
    "title_long": "Die Überschrift hat {used} Zeichen; mit bis zu {limit} passt sie überall in eine Vorschau.",
    "title_missing": "Der Titel fehlt. Bitte tragen Sie einen ein.",
    "title_too_long": "Der Titel ist um {over} Zeichen zu lang: {used} von {limit}. Bitte kürzen Sie ihn.",
    "too_many_hashtags": "{used} Hashtags sind zu viele, Instagram erlaubt {limit}. Bitte streichen Sie einige.",
    "too_many_images": "{used} Bilder sind zu viele, dieser Kanal zeigt {limit}. Nehmen Sie einige heraus.",
    "too_many_mentions": "{used} Erwähnungen mit @ sind zu viele, Instagram erlaubt {limit}. Bitte streichen Sie einige.",
    "video_format": "Das Video „{name}“ hat ein Format ({mime}), das dieser Kanal nicht annimmt. Laden Sie es als MP4 hoch.",
    "video_not_sent": "Das Video geht nicht auf die Website mit; dort steht der Artikel mit seinen Bildern.",
    "video_ratio": "Das Seitenverhältnis des Videos „{name}“ zeigt X nicht. Nehmen Sie eine breitere Fassung.",
    "video_required": "YouTube braucht ein Video. Laden Sie im Beitrag eines hoch.",
    "video_too_large": "Das Video ist mit {used_mb} zu groß, erlaubt sind {limit_mb}. Laden Sie eine kleinere Fassung hoch.",
    "video_too_long": "Das Video dauert {used} Sekunden, erlaubt sind {limit}. Laden Sie eine kürzere Fassung hoch.",
    "video_too_short": "Das Video dauert {used} Sekunden, nötig sind {limit}. Laden Sie eine längere Fassung hoch.",
}

OUTCOMES: Mapping[str, str] = {
    # the engine's own
    "": "",
    "crisis": "Angehalten durch den Krisenmodus. Nichts davon ist öffentlich; es geht erst weiter, wenn jemand es freigibt.",
    "dropped": "Dieser Schritt entfällt.",
    "decided": "Eine Person hat auf der Plattform nachgesehen und entschieden.",
    "found": "Die Antwort ging verloren, der Beitrag wurde auf der Plattform gefunden.",
    "internal": "Beim Senden trat ein unerwarteter Fehler auf. Ob der Beitrag online ist, wird auf der Plattform geprüft.",
    "no_room": "Die Dateien des Beitrags ließen sich nicht ablegen, vermutlich ist die Platte voll. Nichts ging hinaus; es wird von selbst erneut versucht.",
    "not_arrived": "Der Beitrag war nachweislich nicht angekommen und wird erneut gesendet.",
    "step_again": "Ob der Schritt ankam, blieb offen. Er wird wiederholt; das ist hier unschädlich.",
    "rights_ended": "Angehalten, weil ein Bild oder Video nicht mehr veröffentlicht werden darf: Die Lizenz ist abgelaufen, oder die Einwilligung fehlt. Tauschen Sie es im Beitrag aus und lassen Sie neu abnehmen.",
    "approval_expired": "Angehalten, weil die Freigabe abgelaufen ist, bevor der Beitrag hinausging. Er steht wieder zur Abnahme; unverändert lässt er sich dort erneut freigeben.",
    "seal_broken": "Angehalten, weil der Beitrag nach der Freigabe geändert wurde. Er braucht eine neue Abnahme.",
    "seal_mismatch": "Angehalten, weil der Inhalt nicht mehr dem Freigabesiegel entspricht. Er braucht eine neue Abnahme.",
    "seal_superseded": "Angehalten, weil es eine neuere Freigabe gibt.",
    "worker_lost": "Der Zusteller fiel während des Sendens aus. Ob der Beitrag online ist, wird auf der Plattform geprüft.",
    # account
    "app_missing": "Der Zugang ist abgelaufen, und zum Erneuern fehlt die Anmeldung unserer Anwendung bei der Plattform. Die Administration muss deren Kennung und Geheimnis eintragen.",
    "app_rejected": "Die Plattform kennt unsere Anwendung nicht oder lehnt ihr Geheimnis ab. Die Administration muss beides in der Entwicklerkonsole prüfen.",
    "grant_gone": "Die Plattform erneuert den Zugang nicht mehr: Die Erlaubnis wurde zurückgenommen oder ist abgelaufen. Die Administration muss das Konto neu verbinden.",
    "token_unreadable": "Der hinterlegte Zugang lässt sich nicht entschlüsseln. Die Administration muss den früheren Schlüssel (TOKEN_KEYS) wieder eintragen oder das Konto neu verbinden.",
    "wrong_account": "Der hinterlegte Zugang gehört zu einem anderen Konto. Die Administration muss das richtige Konto neu verbinden.",
    "app_removed": "Facebook hat unserer Anwendung den Zugang entzogen. Die Administration muss das Konto neu verbinden.",
    "bad_token": "Der hinterlegte Zugang enthält unzulässige Zeichen. Die Administration muss ihn neu eintragen.",
    "bad_address": "Die Adresse der Schnittstelle stimmt nicht. Die Administration muss sie beim Konto berichtigen.",
    "blocked": "Die Plattform hat das Konto vorübergehend gesperrt. Melden Sie sich dort an und folgen Sie den Hinweisen.",
    "checkpoint": "Die Plattform verlangt eine Sicherheitsprüfung. Melden Sie sich dort an und bestätigen Sie das Konto.",
    "credits": "Das Guthaben bei X ist aufgebraucht. Laden Sie es auf und nehmen Sie das Konto wieder in Betrieb.",
    "empty_list": "Der Presseverteiler ist leer. Tragen Sie Kontakte ein und nehmen Sie ihn wieder in Betrieb.",
    "endpoint_missing": "Die Website kennt den Eingang für Beiträge nicht. Die Administration muss die Kennung prüfen.",
    "mail_login": "Der Mailserver hat die Anmeldung abgelehnt. Die Administration muss Benutzer und Passwort prüfen.",
    "not_allowed": "Das Konto darf dort nicht veröffentlichen. Die Administration muss die Rechte prüfen und es neu verbinden.",
    "not_found": "Die Plattform kennt dieses Konto nicht. Die Administration muss die Kennung prüfen.",
    "object_missing": "Die Plattform kennt diese Seite nicht, oder der Zugang fehlt. Prüfen Sie Kennung und Rechte.",
    "password_changed": "Das Passwort wurde geändert, der Zugang ist erloschen. Die Administration muss ihn neu eintragen.",
    "permission": "Dem Konto fehlt das Recht zu veröffentlichen. Die Administration muss es neu verbinden und alle Rechte erlauben.",
    "restricted": "Instagram hat das Konto eingeschränkt. Melden Sie sich dort an und folgen Sie den Hinweisen.",
    "token_expired": "Der Zugang zum Konto ist abgelaufen oder wurde entzogen. Die Administration muss das Konto neu verbinden; danach geht der Beitrag hinaus.",
    "token_missing": "Für dieses Konto ist kein Zugang hinterlegt. Die Administration muss ihn eintragen.",
    "unknown_list": "Der Presseverteiler zu diesem Konto fehlt. Die Administration muss ihn anlegen.",
    # refused
    "all_recipients_refused": "Kein Empfänger hat die Mail angenommen. Prüfen Sie den Verteiler.",
    "carousel_rejected": "Instagram hat die Bilderfolge abgelehnt. Prüfen Sie die Bilder einzeln.",
    "community_standards": "Die Plattform sieht ihre Gemeinschaftsstandards verletzt. Lesen Sie ihren Wortlaut und ändern Sie die Kanalfassung.",
    "content_changed": "Ein Teil der Redaktionen hat schon eine andere Fassung dieser Mitteilung bekommen. Schicken Sie eine Korrektur.",
    "file_missing": "Eine Datei des Beitrags fehlt im Archiv. Laden Sie sie neu hoch.",
    "image_format": "Die Plattform nimmt das Bildformat nicht an. Laden Sie das Bild als JPEG neu hoch.",
    "header_line_break": "Eine Angabe enthält einen Zeilenumbruch, der in einer Mail nicht stehen darf. Bitte berichtigen Sie sie.",
    "image_rejected": "Die Plattform hat das Bild abgelehnt. Laden Sie es kleiner oder als JPEG neu hoch.",
    "image_ratio": "Die Plattform nimmt das Seitenverhältnis des Bildes nicht an. Nehmen Sie einen anderen Ausschnitt.",
    "image_too_large": "Das Bild ist der Plattform zu groß. Laden Sie eine kleinere Fassung hoch.",
    "link_rejected": "Die Plattform hat den Link abgelehnt. Prüfen Sie die Adresse.",
    "media_missing": "Instagram braucht ein Bild oder Video. Ergänzen Sie eines im Beitrag.",
    "media_rejected": "Die Plattform hat Bild oder Video abgelehnt. Laden Sie es in einem anderen Format neu hoch.",
    "media_unreachable": "Instagram konnte das Bild nicht abholen. Prüfen Sie, ob der Newsroom von außen erreichbar ist.",
    "original_missing": "Die ursprüngliche Aussendung ist nicht zu finden; wen sie erreicht hat, ist deshalb unbekannt. Verschicken Sie die Korrektur von Hand.",
    "nobody_reached": "Die ursprüngliche Aussendung hat niemanden erreicht, also gibt es niemandem etwas zu berichtigen.",
    "pdf_failed": "Das PDF der Mitteilung ließ sich nicht erzeugen. Prüfen Sie Überschriften, Tabellen und Bilder.",
    "post_gone": "Der Beitrag steht nicht mehr auf der Plattform; jemand hat ihn dort gelöscht. Senden Sie einen Nachtrag, oder vermerken Sie, was Sie von Hand getan haben.",
    "rejected": "Die Plattform hat den Beitrag abgelehnt. Lesen Sie ihren Wortlaut, ändern Sie die Kanalfassung und reichen Sie neu ein.",
    "text_too_long": "Der Text ist der Plattform zu lang. Kürzen Sie die Kanalfassung und reichen Sie neu ein.",
    "link_not_allowed": "Die Plattform nimmt den Link nicht an. Verlinken Sie eine andere Seite.",
    "upload_restarts": "Der Upload brach ab und beginnt von vorn; der Beitrag ist noch nicht öffentlich.",
    "video_format": "Die Plattform nimmt das Video nicht an. Laden Sie es als MP4 (H.264, AAC) neu hoch.",
    "video_required": "YouTube braucht ein Video. Laden Sie im Beitrag eines hoch.",
    # later
    "container_failed": "Instagram konnte das Medium nicht aufbereiten; es wird noch einmal versucht.",
    "container_gone": "Instagram hat den vorbereiteten Beitrag verworfen; er wird neu angelegt.",
    "daily_limit": "Instagram nimmt heute keine weiteren Beiträge an; gesendet wird, sobald es wieder geht.",
    "mailing_paused": "Die Aussendung ist angehalten. Sie geht weiter, sobald jemand sie fortsetzt.",
    "mailing_stopped": "Die Aussendung wurde abgebrochen, bevor jemand die Mail bekam.",
    "mailing_stopping": "Die Aussendung wird abgebrochen; wer noch nichts bekommen hat, bekommt nichts mehr.",
    "media_lost": "X hat das hochgeladene Medium verworfen; es wird neu hochgeladen.",
    "media_processing": "Die Plattform bereitet das Video noch auf; danach geht der Beitrag hinaus.",
    "media_slow": "Instagram hat das Bild nicht rechtzeitig abgeholt; es wird noch einmal versucht.",
    "not_ready": "Instagram bereitet das Medium noch auf; danach geht der Beitrag hinaus.",
    "platform_down": "Die Plattform ist nicht erreichbar. Es wurde nichts gesendet; der nächste Versuch folgt von selbst.",
    "key_busy": "Der Zugang wird gerade erneuert; gesendet wird gleich danach.",
    "quota": "Das Tageskontingent der Plattform ist erschöpft; gesendet wird, sobald es sich erneuert.",
    "rate_limit": "Die Plattform bremst uns; gesendet wird, sobald sie es wieder erlaubt.",
    "recipients_later": "Einige Empfänger haben die Mail vorerst abgewiesen; nur diese werden noch einmal angeschrieben.",
    "throttled": "Die Plattform bremst uns; gesendet wird, sobald sie es wieder erlaubt.",
    "upload_incomplete": "Der Upload brach ab; er wird an derselben Stelle fortgesetzt.",
    "upload_limit": "YouTube nimmt vorerst keine weiteren Videos an; der nächste Versuch folgt von selbst.",
    "upload_stalled": "Der Upload kam nicht voran; er wird an derselben Stelle fortgesetzt.",
    "upload_stuck": "Der Upload kam nicht voran; er wird an derselben Stelle fortgesetzt.",
    # unknown
    "cannot_tell": "Die Plattform kann nicht sagen, ob der Beitrag online ist. Bitte sehen Sie dort nach und entscheiden Sie.",
    "container_forgotten": "Instagram kennt den vorbereiteten Beitrag nicht mehr. Bitte sehen Sie dort nach und entscheiden Sie.",
    "feed_too_long": "Seit dem Versuch ist dort zu viel erschienen, um sicher zu sein. Bitte sehen Sie nach und entscheiden Sie.",
    "mail_unclear": "Bei mindestens einem Empfänger riss die Verbindung nach dem Senden ab. Bitte entscheiden Sie, ob das genügt.",
    "never_arrives": "Auch nach acht Versuchen zeigt die Plattform den Beitrag nicht, obwohl sie ihn nicht ablehnt. Bitte sehen Sie dort nach und entscheiden Sie.",
    "no_id": "Die Plattform hat keine Kennung zurückgegeben. Ob der Beitrag online ist, wird geprüft.",
    "not_comparable": "Ein Beitrag ohne Text lässt sich dort nicht wiedererkennen. Bitte sehen Sie nach und entscheiden Sie.",
    "platform_error": "Die Plattform meldete eine Störung. Ob der Beitrag online ist, wird geprüft.",
    "probably_published": "Die Plattform hält den Beitrag für doppelt; wahrscheinlich ist er schon online. Das wird geprüft.",
    "published_unlisted": "Instagram hat den Beitrag angenommen, zeigt ihn aber noch nicht. Bitte sehen Sie nach.",
    "reply_lost": "Die Verbindung riss nach dem Senden ab. Ob der Beitrag online ist, wird auf der Plattform geprüft.",
    "session_lost": "YouTube kennt den Upload nicht mehr. Bitte sehen Sie im Kanal nach und entscheiden Sie.",
    "still_processing": "Die Plattform bereitet den Beitrag noch auf; danach wird noch einmal nachgesehen.",
    "video_rejected": "Das Video ist angekommen, aber die Plattform zeigt es nicht. Bitte sehen Sie dort nach dem Grund und entscheiden Sie.",
    "unreadable_reply": "Die Antwort der Plattform war nicht zu lesen. Ob der Beitrag online ist, wird geprüft.",
}

_FALLBACK = "Die Plattform meldet „{code}“. Lesen Sie ihren Wortlaut daneben."


def explain(code: str) -> str:
    """The sentence for the code of a delivery, attempt or account problem."""
    return OUTCOMES.get(code, _FALLBACK.format(code=code))


def problem_text(code: str, **values: str | float) -> str:
    """The sentence for a :class:`~channels_publish.adapters.base.Problem`, its values filled in."""
    template = PROBLEMS.get(code, _FALLBACK)
    shown: dict[str, str] = {"code": code, "name": "", "mime": "", "used_mb": "", "limit_mb": ""}
    for name, value in values.items():
        shown[name] = value if isinstance(value, str) else _number(value)
        if name in {"used", "limit"} and not isinstance(value, str):
            shown[f"{name}_mb"] = f"{_number(round(value / 1_000_000, 1))} MB"
    return template.format_map(_Filled(shown))


class _Filled(dict[str, str]):
    """A value the adapter did not give stays a dash rather than an exception on the screen."""

    def __missing__(self, key: str) -> str:
        return "–"


def _number(value: float) -> str:
    """German notation: 63.206 and 4,5."""
    if float(value).is_integer():
        return f"{int(value):,}".replace(",", ".")
    return f"{value:,.3f}".rstrip("0").replace(",", " ").replace(".", ",").replace(" ", ".")
