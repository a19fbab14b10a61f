"""Credit and alternative text as XMP, so that they travel inside the file.

IPTC Photo Metadata Standard 2023.2 (iptc.org/std/photometadata, read 2026-08-22): alternative text is
``Iptc4xmpCore:AltTextAccessibility``, credit line ``photoshop:Credit``, creator ``dc:creator``.
"""

import re
from typing import Final
from xml.sax.saxutils import escape

_FORBIDDEN: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PACKET: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    ' xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">{properties}</rdf:Description>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)


def xmp(*, alt: str, credit: str) -> bytes:
    """An XMP packet, or no bytes where there is nothing to say."""
    alt, credit = _clean(alt), _clean(credit)
    properties = []
    if credit:
        properties += [
            f"<dc:creator><rdf:Seq><rdf:li>{credit}</rdf:li></rdf:Seq></dc:creator>",
            _language("dc:rights", credit),
            f"<photoshop:Credit>{credit}</photoshop:Credit>",
        ]
    if alt:
        properties += [_language("dc:description", alt), _language("Iptc4xmpCore:AltTextAccessibility", alt)]
    return _PACKET.format(properties="".join(properties)).encode() if properties else b""


def _language(name: str, text: str) -> str:
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></{name}>'


def _clean(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text).strip())
