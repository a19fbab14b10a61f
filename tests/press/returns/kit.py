"""Messages made for tests: reports as mail servers write them, automatic replies, and letters of people."""

from email.message import EmailMessage


def plain(
    text: str, *, subject: str = "Pressemitteilung", sender: str = "anna@zeitung.example", **headers: str
) -> bytes:
    """A mail in plain text; ``Return_Path="<>"`` and the like become headers."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "presse@stadt.example", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def report(
    *, status: str = "5.1.1", diagnostic: str = "550 5.1.1 User unknown", to: str = "anna@zeitung.example",
    path: str = "presse@stadt.example", action: str = "failed", original: bytes = b"",
) -> bytes:  # fmt: skip
    """A bounce by RFC 3464, sent to the return path, with the headers of the mail it returns."""
    lines = [
        "Return-Path: <>", "From: Mail Delivery System <MAILER-DAEMON@mx.zeitung.example>", f"To: {path}",
        "Subject: Undelivered Mail Returned to Sender", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"', "",
        "--=_b", "Content-Type: text/plain", "", "This is the mail system at host mx.zeitung.example.", "",
        "--=_b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.zeitung.example", "",
        f"Final-Recipient: rfc822; {to}", f"Action: {action}", f"Status: {status}",
        f"Diagnostic-Code: smtp; {diagnostic}", "",
    ]  # fmt: skip
    if original:
        lines += ["--=_b", "Content-Type: message/rfc822", "", original.decode(), ""]
    return "\n".join([*lines, "--=_b--", ""]).encode()


def complaint(
    *, about: str = "anna@zeitung.example", path: str = "presse@stadt.example", kind: str = "abuse"
) -> bytes:
    """A report by RFC 5965."""
    lines = [
        "From: fbl@provider.example", f"To: {path}", "Subject: FW: Pressemitteilung", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=feedback-report; boundary="=_b"', "",
        "--=_b", "Content-Type: text/plain", "", "This is an email abuse report.", "",
        "--=_b", "Content-Type: message/feedback-report", "", f"Feedback-Type: {kind}", "Version: 1",
        "User-Agent: FBL/1.0", f"Original-Rcpt-To: {about}", "", "--=_b--", "",
    ]  # fmt: skip
    return "\n".join(lines).encode()


HUMAN = {
    "Rückfrage": plain("Guten Tag, wann beginnt die Veranstaltung?", subject="AW: Pressemitteilung: Neue Grünanlage"),
    "Zitat eines Fehlers": plain(
        "Ihre Mail an meine Kollegin kam zurück: 550 5.1.1 user unknown. Bitte schreiben Sie künftig mir.",
        subject="Undelivered Mail Returned to Sender",
    ),
    "Weitergeleiteter Fehler": plain("Siehe unten.\n\n> Status: 5.1.1\n> Action: failed", subject="Fwd: failure notice"),
    "Postfach voll, sagt ein Mensch": plain("Unser Postfach war voll, bitte noch einmal senden.", subject="Postfach voll"),
    "Urlaub als Thema": plain("Wie viele Urlaubstage hat die Feuerwehr?", subject="Frage zum Urlaub der Feuerwehr"),
    "Spam als Thema": plain("Ihre Mail lag im Spam, blockiert von unserem Filter.", subject="Ihre Mail im Spam"),
    "Adresse ändert sich": plain("Meine alte Adresse existiert nicht mehr.", subject="Neue E-Mail-Adresse"),
    "Postmaster schreibt selbst": plain("Bitte nehmen Sie uns aus der Liste.", sender="postmaster@zeitung.example"),
    "Abmeldung im Satz": plain("Muss ich mich dafür abmelden?", subject="Frage: muss ich mich zur Führung abmelden?"),
    "Ohne Betreff": plain("Danke!", subject=""),
    "Englisch": plain("Could you not found the address? Mailbox unavailable at 17:30.", subject="Re: press release"),
    "Auto-Submitted: no": plain("Mein Kommentar.", subject="Re: Mitteilung", Auto_Submitted="no"),
    "Dank an den Zusteller": plain("Rückfrage zur Zustellung", subject="Nicht zugestellt? Rückfrage der Redaktion"),
}  # fmt: skip

AUTOMATIC = {
    "RFC 3834": plain("Bin weg.", subject="Re: Mitteilung", Auto_Submitted="auto-replied"),
    "Outlook deutsch": plain("Ich bin bis zum 3. nicht da.", subject="Automatische Antwort: Pressemitteilung"),
    "Outlook englisch": plain("I am away.", subject="Automatic reply: Pressemitteilung"),
    "Abwesenheitsnotiz": plain("Bis Montag nicht da.", subject="Abwesenheitsnotiz: Neue Grünanlage"),
    "Out of Office": plain("Back on Monday.", subject="Out of Office: Pressemitteilung"),
    "Nicht im Büro": plain("Bitte an die Kollegin.", subject="Nicht im Büro"),
    "Ausgeschieden": plain(
        "Diese Adresse existiert nicht mehr.", subject="Automatische Antwort: x", Auto_Submitted="auto-replied",
        Return_Path="<>",
    ),
    "Altes Programm": plain("Danke für Ihre Mail.", subject="Ihre Nachricht", X_Autoreply="yes"),
    "Eingangsbestätigung": plain("Ticket 4711", subject="Ihre Anfrage", Auto_Submitted="auto-generated"),
}  # fmt: skip
