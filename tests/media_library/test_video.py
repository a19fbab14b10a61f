"""Which videos the library takes, with films that were really encoded."""

import io
import os

import pytest
from PIL import Image

from media_library import video
from media_library.messages import VIDEO
from media_library.video import BadVideo, inspect, looks_like_one, poster
from tests.media_library.pictures import encoded, film, flat


def refused(path) -> BadVideo:
    with pytest.raises(BadVideo) as caught:
        inspect(path)
    return caught.value


def test_inspect_mp4(tmp_path):
    facts = inspect(film(tmp_path / "clip.mp4"))
    assert (facts.mime, facts.extension, facts.width, facts.height) == ("video/mp4", ".mp4", 320, 180)
    assert (facts.codec, facts.sound, facts.frames_per_second, facts.notices) == ("h264", "aac", 25.0, ())
    assert facts.seconds == pytest.approx(1.0, abs=0.1)
    assert facts.size == (tmp_path / "clip.mp4").stat().st_size


def test_inspect_quicktime(tmp_path):
    facts = inspect(film(tmp_path / "clip.mov"))
    assert (facts.mime, facts.extension) == ("video/quicktime", ".mov")


def test_inspect_silent_is_a_notice(tmp_path):
    facts = inspect(film(tmp_path / "clip.mp4", sound=None))
    assert (facts.sound, facts.notices) == ("", ("Das Video hat keine Tonspur.",))


def test_inspect_demo_clip(settings):
    facts = inspect(settings.BASE_DIR / "newsroom" / "demo" / "media" / "clip.mp4")
    assert (facts.width, facts.height, facts.seconds, facts.sound) == (1280, 720, 8.0, "aac")


def test_inspect_text_named_mp4(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_text("Kein Video")
    assert str(refused(path)) == (
        "„clip.mp4“ ist keine Videodatei; wählen Sie bitte ein Video im Format MP4 oder MOV."
    )


def test_inspect_playlist_is_never_opened(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    assert refused(path).code == "not_a_video"


def test_inspect_picture_named_mp4(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(encoded(flat()).getvalue())
    assert refused(path).code == "not_a_video"


def test_inspect_empty(tmp_path):
    path = tmp_path / "clip.mp4"
    path.touch()
    assert refused(path).code == "empty"


@pytest.mark.parametrize("kept", [0.02, 0.3])
def test_inspect_truncated(tmp_path, kept):
    path = film(tmp_path / "clip.mp4")
    os.truncate(path, int(path.stat().st_size * kept))
    assert refused(path).code == "damaged"


def test_inspect_too_large(tmp_path):
    path = film(tmp_path / "clip.mp4")
    os.truncate(path, video.MAX_BYTES + 100_000_000)
    assert str(refused(path)) == (
        "Das Video „clip.mp4“ ist 2,1 GB groß, erlaubt sind 2 GB; exportieren Sie es bitte mit geringerer Datenrate."
    )


def test_inspect_only_sound(tmp_path):
    assert refused(film(tmp_path / "ton.mp4", codec="")).code == "no_picture"


def test_inspect_other_codec(tmp_path):
    error = refused(film(tmp_path / "clip.mp4", codec="mpeg4"))
    assert (error.code, error.values["codec"]) == ("unsupported_codec", "MPEG-4 part 2")


def test_inspect_other_colour_format(tmp_path):
    error = refused(film(tmp_path / "clip.mp4", pixels="yuv444p"))
    assert (error.code, error.values["codec"]) == ("unsupported_codec", "H.264 im Farbformat yuv444p")


def test_inspect_other_sound(tmp_path):
    assert refused(film(tmp_path / "clip.mp4", sound="ac3")).code == "unsupported_sound"


@pytest.mark.parametrize(
    ("name", "kind", "label"),
    [("clip.mkv", "matroska", "WebM/Matroska"), ("clip.avi", "avi", "AVI"), ("clip.ts", "mpegts", "MPEG-TS")],
)
def test_inspect_other_container(tmp_path, name, kind, label):
    error = refused(film(tmp_path / name, kind=kind, sound=None))
    assert (error.code, error.values["format"]) == ("unsupported_container", label)


def test_poster_is_past_the_beginning(tmp_path):
    image = Image.open(io.BytesIO(poster(film(tmp_path / "clip.mp4", frames=50))))
    red, _green, blue = image.getpixel((160, 90))
    assert (image.format, image.size, blue > red) == ("JPEG", (320, 180), True)


def test_poster_of_one_frame(tmp_path):
    image = Image.open(io.BytesIO(poster(film(tmp_path / "clip.mp4", frames=1, sound=None))))
    assert image.size == (320, 180)


@pytest.mark.parametrize(
    ("rotation", "size", "white_at"),
    [(90, (180, 320), (90, 20)), (180, (320, 180), (20, 90)), (270, (180, 320), (90, 300))],
)
def test_turned_phone(tmp_path, rotation, size, white_at):
    path = film(tmp_path / "clip.mp4", rotation=rotation)
    facts = inspect(path)
    image = Image.open(io.BytesIO(poster(path)))
    assert ((facts.width, facts.height), image.size) == (size, size)
    assert min(image.getpixel(white_at)) > 240
    assert min(image.getpixel((size[0] - white_at[0], size[1] - white_at[1]))) < 20


def test_looks_like_one(tmp_path):
    with film(tmp_path / "clip.mp4").open("rb") as stream:
        assert looks_like_one(stream) is True
        assert stream.tell() == 0
    assert looks_like_one(encoded(flat())) is False
    assert looks_like_one(io.BytesIO(b"\x00\x00\x00\x18ftypheic")) is False


@pytest.mark.parametrize("code", VIDEO)
def test_every_sentence_can_be_said(code):
    error = BadVideo(code, name="x.mp4", gigabytes="2,1", limit=2, format="AVI", codec="VP9")
    assert ("„x.mp4“" in str(error), str(error)[-1], "{" in str(error)) == (True, ".", False)
