"""Hashtags."""

import pytest

from channels_publish.hashtags import hashtag, hashtags


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("Umwelt und Klima", "#UmweltUndKlima"),
        ("verkehr", "#Verkehr"),
        ("ÖPNV", "#ÖPNV"),
        ("LSBTIQ+", "#LSBTIQ"),
        ("Bürger*innen", "#BürgerInnen"),
        ("Schüler:innen", "#SchülerInnen"),
        ("#Rosenmontag", "#Rosenmontag"),
        ("Kita-Streik 2025", "#KitaStreik2025"),
        ("Du\u0308sseldorf", "#Düsseldorf"),
        ("2025", ""),
        ("🎉", ""),
        ("", ""),
        ("Amt für Umwelt- und Verbraucherschutz", ""),
    ],
)
def test_hashtag(words, tag):
    assert hashtag(words) == tag


def test_hashtags_come_once_and_in_order():
    words = ["Düsseldorf", "Rhein Ufer", "DÜSSELDORF", "2025", "Rhein-Ufer", "Sport"]
    assert hashtags(words, limit=8) == ("#Düsseldorf", "#RheinUfer", "#Sport")
    assert hashtags(words, limit=1) == ("#Düsseldorf",)
    assert hashtags(words, limit=0) == ()
