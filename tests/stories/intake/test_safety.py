import io
import zipfile

import pytest

from stories.intake.incoming import Enclosure
from stories.intake.safety import admit, readable_name, sniff
from tests.stories.intake.kit import word_file


def file(name: str, data: bytes = b"Text") -> Enclosure:
    return Enclosure(name, "application/octet-stream", data)


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF....WEBP", "image/webp"),
        (b"PK\x03\x04kaputt", "application/octet-stream"),
        (b"Guten Tag", "application/octet-stream"),
    ],
)
def test_sniff_trusts_bytes_only(data, mime):
    assert sniff(data) == mime


def test_admitted_file_gets_the_type_of_its_bytes():
    (kept,) = admit((Enclosure("bild.jpg", "image/jpeg", word_file()),)).admitted
    assert kept.mime.endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    "item",
    [
        file("a.exe"), file("a.PDF.js"), file("a.docm"), file("seite.html"), file("bild.svg"),
        file("a.txt", b"MZ\x90"), file("a.sh.txt", b"#!/bin/sh"), file("a.zip", b"PK\x03\x04kaputt"),
    ],
    ids=lambda item: item.name,
)  # fmt: skip
def test_programs_pages_and_broken_archives_stay_outside(item):
    admission = admit((item, file("brief.txt")))
    assert [kept.name for kept in admission.admitted] == ["brief.txt"]
    assert [sentence.startswith(f"„{item.name}“ kam nicht mit") for sentence in admission.refused] == [True]


def test_archive_that_unpacks_without_end_stays_outside():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("null", b"0" * 210_000_000)
    assert admit((file("bombe.zip", out.getvalue()),)).admitted == ()


def test_word_file_with_macros_under_another_name_stays_outside():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", b"<x/>")
        archive.writestr("word/vbaProject.bin", b"x")
    assert admit((file("brief.docx", out.getvalue()),)).admitted == ()


def test_names_lose_folders_breaks_and_turned_letters():
    assert readable_name("../../\r\nx\u202etxt.exe  .pdf") == "xtxt.exe .pdf"
    assert readable_name("C:\\Eingang\\Plan.pdf") == "Plan.pdf"


def test_too_many_and_too_large():
    assert len(admit(tuple(file(f"{number}.txt") for number in range(25))).admitted) == 20
    assert admit((file("gross.pdf", b"%PDF-" + b"0" * 25_000_001),)).admitted == ()
