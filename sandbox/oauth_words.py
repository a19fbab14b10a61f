"""What the consent pages say: each right in the words of a person, and how a refusal travels back."""

from __future__ import annotations

RIGHTS = {
    "pages_show_list": "Sehen, welche Seiten Sie verwalten",
    "pages_read_engagement": "Beiträge der Seiten lesen",
    "pages_manage_posts": "Auf den Seiten veröffentlichen, ändern und löschen",
    "business_management": "Seiten sehen, die über ein Unternehmenskonto verwaltet werden",
    "instagram_basic": "Das verknüpfte Instagram-Konto lesen",
    "instagram_content_publish": "Auf Instagram veröffentlichen",
    "instagram_manage_contents": "Beiträge auf Instagram löschen",
    "tweet.read": "Beiträge lesen",
    "tweet.write": "Beiträge veröffentlichen und löschen",
    "users.read": "Name und Kontoname lesen",
    "media.write": "Bilder und Videos hochladen",
    "offline.access": "Verbunden bleiben, bis Sie es widerrufen",
    "https://www.googleapis.com/auth/youtube.upload": "Videos hochladen",
    "https://www.googleapis.com/auth/youtube.force-ssl": "Videos, Angaben und Untertitel verwalten",
    "https://www.googleapis.com/auth/youtube": "Den YouTube-Kanal verwalten",
}
DENIED = {
    "meta": {
        "error": "access_denied",
        "error_code": "200",
        "error_description": "Permissions error",
        "error_reason": "user_denied",
    },
    "x": {"error": "access_denied"},
    "google": {"error": "access_denied"},
}
