"""Mends the one thing in the typesetter's files that a checker can misread.

A compressed stream may by chance end in a carriage return. Together with the line feed before
``endstream`` that reads like one line end, and a checker (page-validation 0.11.0, 2026-11-23) then
finds the stream a byte short of its stated length: two of 217 releases. Such a stream is stored
uncompressed instead, and the table of offsets at the end of the file is written anew.
"""

import re
import zlib
from itertools import pairwise
from typing import Final

_MISREAD: Final = b"\r\nendstream"
_OBJECT: Final = re.compile(
    rb"(?P<head>\d+ 0 obj\n<<[^>]*?)/Length \d+(?P<more>[^>]*?)/Filter/FlateDecode(?P<rest>[^>]*)>>\nstream\n"
)
_TABLE: Final = re.compile(rb"xref\n0 (\d+)\n")
_ENTRY: Final = 20  # bytes, ISO 32000-1, 7.5.4


def unambiguous(pdf: bytes) -> bytes:
    """The same document without a stream that ends in CR; the same bytes if there is none."""
    if _MISREAD not in pdf:
        return pdf
    table = _TABLE.match(pdf, int(pdf.rpartition(b"startxref\n")[2].split()[0]))
    if table is None:
        return pdf
    first, size = table.end(), int(table.group(1))
    entries = [pdf[at : at + _ENTRY] for at in range(first, first + size * _ENTRY, _ENTRY)]
    places = {int(entry[:10]): number for number, entry in enumerate(entries) if entry[17:18] == b"n"}
    starts = [*sorted(places), table.start()]
    out = bytearray(pdf[: starts[0]])
    for start, end in pairwise(starts):
        entries[places[start]] = b"%010d" % len(out) + entries[places[start]][10:]
        out += _mended(pdf[start:end])
    tail = pdf[first + size * _ENTRY :].rpartition(b"startxref\n")[0]
    return bytes(out) + table.group() + b"".join(entries) + tail + b"startxref\n%d\n%%%%EOF" % len(out)


def _mended(item: bytes) -> bytes:
    """One object; its stream is unpacked if it ends in CR and nothing but the compression stands on it."""
    match = _OBJECT.match(item)
    end = item.rfind(_MISREAD)
    if match is None or end < 0 or b"DecodeParms" in match.group():
        return item
    plain = zlib.decompress(item[match.end() : end + 1])
    head = b"%b/Length %d%b%b>>\nstream\n" % (match["head"], len(plain), match["more"], match["rest"])
    return head + plain + item[end + 1 :]
