"""What the library takes and what it refuses, with files that were really made."""

import io
import re
import time
import tracemalloc

import pytest
from PIL import Image

from media_library import images
from media_library.images import BadImage, inspect
from media_library.messages import IMAGE
from tests.media_library.pictures import encoded, flat, huge_png_header, noisy, with_position


def refused(file, **options) -> BadImage:
    with pytest.raises(BadImage) as caught:
        inspect(file, **options)
    return caught.value


def named(data: bytes, name: str) -> io.BytesIO:
    buffer = io.BytesIO(data)
    buffer.name = name
    return buffer


@pytest.mark.parametrize(
    ("kind", "mime"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("TIFF", "image/tiff"),
        ("GIF", "image/gif"),
    ],
)
def test_inspect_accepted_format(kind, mime):
    file = encoded(flat(), kind)
    facts = inspect(file)
    assert (facts.mime, facts.width, facts.height, facts.size) == (mime, 800, 600, len(file.getvalue()))
    assert facts.notices == ()
    assert file.tell() == 0


def test_inspect_path(tmp_path):
    path = tmp_path / "bild.jpg"
    flat().save(path)
    assert inspect(path).width == 800


def test_inspect_type_by_content_not_by_name():
    assert inspect(encoded(flat(), "PNG", name="foto.jpg")).mime == "image/png"


def test_inspect_camera_jpeg_with_second_picture():
    file = encoded(flat(), "MPO", save_all=True, append_images=[flat((200, 150))])
    assert (inspect(file).mime, inspect(file).notices) == ("image/jpeg", ())


def test_inspect_rotated_picture_counts_as_it_is_seen():
    facts = inspect(with_position(orientation=6))
    assert (facts.width, facts.height) == (200, 400)


def test_inspect_text_named_jpg():
    error = refused(named(b"Sehr geehrte Damen und Herren", "foto.jpg"))
    assert error.code == "not_an_image"
    assert str(error) == (
        "„foto.jpg“ ist keine Bilddatei, auch wenn der Name so aussieht; wählen Sie bitte ein Bild im Format JPEG, PNG, "
        "WebP, TIFF oder GIF."
    )


@pytest.mark.parametrize("kept", [0.95, 0.5, 0.05])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_inspect_truncated(kind, kept):
    whole = encoded(noisy((400, 300)), kind).getvalue()
    assert refused(named(whole[: int(len(whole) * kept)], "halb")).code == "damaged"


def test_inspect_only_magic_bytes():
    assert refused(named(b"\xff\xd8\xff\xe0", "rest.jpg")).code == "damaged"


def test_inspect_damaged_in_the_middle():
    data = bytearray(encoded(noisy((400, 300)), "PNG").getvalue())
    data[1000:1100] = bytes(100)
    assert refused(named(bytes(data), "kaputt.png")).code == "damaged"


def test_inspect_empty():
    assert refused(named(b"", "leer.jpg")).code == "empty"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "heic"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00avifmif1", "unsupported"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "video"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b'\xef\xbb\xbf  <svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b"%PDF-1.7\n", "unsupported"),
        (b"8BPS\x00\x01", "unsupported"),
        (b"<html><body>Anmeldung</body></html>", "not_an_image"),
    ],
)
def test_inspect_other_kinds_of_file(data, code):
    assert refused(named(data, "datei.jpg")).code == code


def test_inspect_bmp_is_refused_by_format():
    error = refused(encoded(flat((400, 400)), "BMP"))
    assert (error.code, error.values["format"]) == ("unsupported", "BMP")


def test_inspect_decompression_bomb_before_decoding():
    tracemalloc.start()
    error = refused(huge_png_header())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (error.code, error.values["limit"]) == ("too_many_pixels", 100)
    assert peak < 1_000_000


def test_inspect_just_over_the_limit():
    assert refused(huge_png_header(10_001, 10_000)).code == "too_many_pixels"


def test_inspect_too_many_bytes(tmp_path):
    path = tmp_path / "dick.jpg"
    with path.open("wb") as stream:
        stream.write(encoded(flat()).getvalue())
        stream.truncate(images.MAX_BYTES + 100_000)
    assert str(refused(path)) == (
        "Das Bild „dick.jpg“ ist 60,1 MB groß, erlaubt sind 60 MB; speichern Sie es bitte kleiner, zum Beispiel als "
        "JPEG."
    )


def test_inspect_forty_megapixels_is_quick_and_said():
    file = encoded(flat((7296, 5472)), quality=80)
    began = time.perf_counter()
    facts = inspect(file)
    assert facts.notices == (
        "Das Bild hat 40 Megapixel. Das Original bleibt erhalten; für die Kanäle wird eine kleinere Fassung erzeugt.",
    )
    assert time.perf_counter() - began < 5


def test_inspect_ninety_five_megapixels_without_warning():
    assert inspect(encoded(flat((9750, 9750), 7, "L"), quality=50)).width == 9750


def test_inspect_tiny_is_a_notice():
    assert inspect(encoded(flat((300, 200)))).notices == (
        (
            "Das Bild ist nur 300 × 200 Pixel groß und wirkt auf den Kanälen unscharf; nehmen Sie nach Möglichkeit eine "
            "größere Fassung."
        ),
    )


def test_inspect_animated_is_a_notice():
    file = encoded(flat((400, 400)), "GIF", save_all=True, append_images=[flat((400, 400), (0, 0, 255))])
    assert inspect(file).notices == ("Das Bild ist animiert; die Kanäle erhalten nur das erste Einzelbild.",)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_inspect_colour_modes(mode):
    image = Image.new("I;16", (400, 400), 40_000) if mode == "I;16" else flat((400, 400)).convert(mode)
    assert inspect(encoded(image, "JPEG" if mode == "CMYK" else "PNG")).width == 400


@pytest.mark.parametrize("code", IMAGE)
def test_every_sentence_names_the_file_and_ends(code):
    sentence = str(BadImage(code, name="x.jpg", megabytes=61, limit=60, format="BMP"))
    assert "„x.jpg“" in sentence
    assert re.fullmatch(r"[^{}]+\.", sentence) is not None


@pytest.mark.parametrize("name", ["rheinufer.jpg", "spielplatz-im-park.jpg", "stadtbahn-radweg.jpg"])
def test_inspect_demo_pictures(settings, name):
    facts = inspect(settings.BASE_DIR / "newsroom" / "demo" / "media" / name)
    assert (facts.mime, facts.width, facts.height, facts.notices) == ("image/jpeg", 1600, 1067, ())
    assert facts.size < 250_000
