"""Every derived file keeps its channel's limits, whatever the original was like."""

import io
import re
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageChops

from media_library.images import BadImage
from media_library.variants import SPECS, Spec, derive, frame, recipe
from tests.media_library.pictures import RED, encoded, flat, noisy, srgb_profile, with_position

SIZES = [(4000, 300), (300, 4000), (1, 1), (5000, 1), (1, 5000), (320, 200), (1600, 1067), (3000, 3000), (1910, 1000)]
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "iptc": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
}


def opened(derived) -> Image.Image:
    image = Image.open(io.BytesIO(derived.data))
    image.load()
    return image


def near(pixel, wanted, tolerance=6) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize("size", SIZES)
def test_derive_within_limits(kind, size):
    spec = SPECS[kind]
    derived = derive(encoded(flat(size)), spec)
    image = opened(derived)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (derived.width, derived.height))
    assert spec.min_width <= derived.width <= spec.max_width
    assert derived.height <= spec.max_height
    assert derived.size == len(derived.data) <= spec.max_bytes
    if spec.min_ratio:
        assert spec.min_ratio - 0.002 <= derived.width / derived.height <= spec.max_ratio + 0.002


@pytest.mark.parametrize("kind", SPECS)
def test_derive_hard_to_compress_still_fits(kind):
    spec = SPECS[kind]
    derived = derive(encoded(noisy((2600, 2000)), quality=95), spec)
    assert derived.size <= spec.max_bytes
    assert derived.width >= min(spec.max_width, spec.max_height) // 3


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((4000, 300), (573, 300)),
        ((300, 4000), (320, 400)),
        ((1080, 1350), (1080, 1350)),
        ((1600, 1067), (1440, 960)),
        ((100, 100), (320, 320)),
        ((3000, 3000), (1440, 1440)),
    ],
)
def test_frame_instagram(size, wanted):
    assert frame(size, SPECS["instagram"])[0] == wanted


@pytest.mark.parametrize("width", range(320, 1441, 7))
def test_frame_instagram_ratio_holds_to_the_pixel(width):
    for size in ((width, width * 4), (width, max(1, width // 4))):
        (wide, high), _box = frame(size, SPECS["instagram"])
        assert 4 * high <= 5 * wide
        assert 100 * wide <= 191 * high


def test_frame_crops_around_the_centre():
    assert frame((4000, 300), SPECS["instagram"])[1] == (1713.5, 0, 2286.5, 300)


def test_derive_never_enlarges_for_x():
    derived = derive(encoded(flat((500, 400))), SPECS["x"])
    assert (derived.width, derived.height) == (500, 400)


def test_derive_forty_megapixels():
    derived = derive(encoded(flat((7296, 5472))), SPECS["website"])
    assert (derived.width, derived.height) == (1920, 1440)
    assert near(opened(derived).getpixel((900, 700)), RED)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (400, 200), (50, 100)),
        (2, (400, 200), (350, 100)),
        (3, (400, 200), (350, 100)),
        (4, (400, 200), (50, 100)),
        (5, (200, 400), (100, 50)),
        (6, (200, 400), (100, 50)),
        (7, (200, 400), (100, 350)),
        (8, (200, 400), (100, 350)),
    ],
)
def test_derive_turned_as_the_camera_was_held(orientation, size, red_at):
    image = opened(derive(with_position(orientation), SPECS["x"]))
    assert image.size == size
    assert near(image.getpixel(red_at), RED)
    assert near(image.getpixel((size[0] - red_at[0], size[1] - red_at[1])), (0, 0, 255)) is True


def test_derive_forgets_camera_position_and_comment():
    derived = derive(with_position(), SPECS["x"], credit="Amt für Kommunikation")
    image = opened(derived)
    assert dict(image.getexif()) == {}
    assert b"Testkamera" not in derived.data
    assert b"Vermerk" not in derived.data
    assert b"Exif\x00" not in derived.data
    assert sorted(image.info) == [
        "jfif",
        "jfif_density",
        "jfif_unit",
        "jfif_version",
        "progression",
        "progressive",
        "xmp",
    ]


def test_derive_writes_credit_and_alternative_text():
    derived = derive(
        encoded(flat()), SPECS["press"], alt="Rhein & <Brücke>\x00", credit="Stadt „Düsseldorf“ / M. Brandt"
    )
    packet = ET.fromstring(re.search(rb"<x:xmpmeta.*</x:xmpmeta>", derived.data, re.DOTALL).group())

    def value(path: str) -> str:
        return packet.find(f".//{path}", NAMESPACES).text

    credit, alt = "Stadt „Düsseldorf“ / M. Brandt", "Rhein & <Brücke>"
    assert value("dc:creator/rdf:Seq/rdf:li") == credit
    assert value("dc:rights/rdf:Alt/rdf:li") == credit
    assert value("photoshop:Credit") == credit
    assert value("dc:description/rdf:Alt/rdf:li") == alt
    assert value("iptc:AltTextAccessibility/rdf:Alt/rdf:li") == alt


def test_derive_without_words_has_no_packet():
    assert "xmp" not in opened(derive(encoded(flat()), SPECS["x"])).info


def test_derive_transparency_becomes_white():
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 200, 400))
    result = opened(derive(encoded(image, "PNG"), SPECS["x"]))
    assert near(result.getpixel((100, 200)), RED)
    assert near(result.getpixel((300, 200)), (255, 255, 255))


def test_derive_transparent_palette_becomes_white():
    image = Image.new("P", (400, 400), 0)
    image.putpalette([0, 0, 0, *RED])
    image.paste(1, (0, 0, 200, 400))
    result = opened(derive(encoded(image, "PNG", transparency=0), SPECS["x"]))
    assert near(result.getpixel((100, 200)), RED)
    assert near(result.getpixel((300, 200)), (255, 255, 255))


def test_derive_print_colours():
    result = opened(derive(encoded(Image.new("CMYK", (400, 400), (0, 255, 255, 0))), SPECS["x"]))
    assert near(result.getpixel((200, 200)), (255, 0, 0))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_derive_grey_stays_grey(mode):
    if mode == "I;16":
        image = Image.new(mode, (400, 400), 128 * 257)
    else:
        image = flat((400, 400), 255 if mode == "1" else 128, "L").convert(mode)
    wanted = (255,) * 3 if mode == "1" else (128,) * 3
    assert near(opened(derive(encoded(image, "PNG"), SPECS["x"])).getpixel((200, 200)), wanted)


def test_derive_with_profile_keeps_colours_and_drops_profile():
    result = opened(derive(encoded(flat(), icc_profile=srgb_profile(), quality=95), SPECS["x"]))
    assert near(result.getpixel((200, 200)), RED)
    assert "icc_profile" not in result.info


def test_derive_with_broken_profile():
    result = opened(derive(encoded(flat(), icc_profile=b"kein Profil", quality=95), SPECS["x"]))
    assert near(result.getpixel((200, 200)), RED)


def test_derive_is_repeatable():
    source = encoded(noisy((900, 600)))
    assert derive(source, SPECS["x"], alt="a").sha256 == derive(source, SPECS["x"], alt="a").sha256


def test_derive_truncated():
    whole = encoded(noisy((400, 300))).getvalue()
    with pytest.raises(BadImage) as caught:
        derive(io.BytesIO(whole[: len(whole) // 2]), SPECS["x"])
    assert caught.value.code == "damaged"


def test_derive_webp():
    derived = derive(encoded(flat()), Spec("test", 400, 400, mime="image/webp"), alt="Ein Bild")
    image = opened(derived)
    assert (image.format, image.size) == ("WEBP", (400, 300))
    assert ImageChops.difference(image.convert("RGB"), flat((400, 300))).getextrema()[0][1] <= 6


def test_recipe_changes_with_credit_alt_and_limits():
    made = {
        recipe(SPECS["x"], alt="a", credit="b"),
        recipe(SPECS["x"], alt="a", credit="c"),
        recipe(SPECS["x"], alt="b", credit="b"),
        recipe(SPECS["facebook"], alt="a", credit="b"),
    }
    assert len(made) == 4
