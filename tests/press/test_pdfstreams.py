"""Streams that end in CR are stored anew; everything else stays as it is."""

import io
import zlib

import pikepdf
import pytest

from press.pdf import render
from press.pdfstreams import unambiguous


def typeset(data: bytes, *, parameters: bytes = b"") -> bytes:
    """A small file built as the typesetter builds its own."""
    packed = zlib.compress(data)
    objects = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\n",
        b"2 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n\n",
        b"3 0 obj\n<</Length %d/Filter/FlateDecode%b>>\nstream\n%b\nendstream\nendobj\n\n"
        % (len(packed), parameters, packed),
        b"4 0 obj\n<</Title(x)>>\nendobj\n\n",
    ]
    out, entries = b"%PDF-1.7\n\n", [b"0000000000 65535 f\r\n"]
    for item in objects:
        entries.append(b"%010d 00000 n\r\n" % len(out))
        out += item
    table = b"xref\n0 5\n" + b"".join(entries) + b"trailer\n<</Size 5/Root 1 0 R/Info 4 0 R>>\n"
    return out + table + b"startxref\n%d\n%%%%EOF" % len(out)


ENDS_IN_CR = b"\x0c"  # Adler-32 ends in one plus the sum of the bytes: 13


def test_stream_ending_in_cr_is_unpacked():
    assert typeset(ENDS_IN_CR).count(b"\r\nendstream") == 1
    mended = unambiguous(typeset(ENDS_IN_CR))
    assert b"\r\nendstream" not in mended
    with pikepdf.open(io.BytesIO(mended)) as document:
        assert document.check_pdf_syntax() == []
        stream = document.get_object(3, 0)
        assert (stream.read_bytes(), "/Filter" in stream, int(stream.Length)) == (ENDS_IN_CR, False, 1)
        assert str(document.docinfo.Title) == "x"


@pytest.mark.parametrize("pdf", [typeset(b"q Q"), b"no pdf", typeset(ENDS_IN_CR, parameters=b"/DecodeParms[]")])
def test_other_files_stay_as_they_are(pdf):
    assert unambiguous(pdf) == pdf


def test_table_of_a_release_survives_rewriting(make_release):
    pdf = render(make_release())
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []
