"""The TYPO3 records of a post."""

import base64
from pathlib import Path

from channels_publish.adapters.base import Post
from channels_publish.adapters.website.records import Record, news_id, records
from tests.channels_publish.adapters.meta_kit import KEY, picture

POST = Post(
    title="Haushalt",
    text="Der Rat hat beschlossen.",
    html="<p>Text</p>",
    tags=("Rat", "Finanzen"),
    department="Amt für Kommunikation",
    date="2026-11-23T10:00:00+01:00",
    slug="haushalt-2027",
)
NEWS = {
    "title": "Haushalt",
    "teaser": "Der Rat hat beschlossen.",
    "bodytext": "<p>Text</p>",
    "datetime": "2026-11-23T10:00:00+01:00",
    "path_segment": "haushalt-2027",
    "keywords": "Rat, Finanzen",
    "author": "Amt für Kommunikation",
    "import_source": "newsroom",
    "import_id": KEY,
}


def test_post_without_image_is_one_record():
    assert list(records(POST, news_id(KEY), {})) == [
        Record("tx_news_domain_model_news", f"newsroom-{KEY}", {**NEWS, "fal_media": []})
    ]


def test_image_becomes_file_and_reference_before_the_news(tmp_path):
    image = picture(tmp_path, alt="Das Rathaus am Abend")
    post = Post(**{**{name: getattr(POST, name) for name in POST.__slots__}, "images": (image,)})
    file, reference, news = records(post, news_id(KEY), {})
    content = base64.b64encode(Path(image.path).read_bytes()).decode()
    name = f"newsroom-file-{image.sha256[:40]}"
    assert file == Record("sys_file", name, {"name": f"{image.sha256[:12]}-rathaus.jpg", "fileData": content})
    assert reference == Record(
        "sys_file_reference",
        f"newsroom-{KEY}-image-1",
        {
            "uid_local": [name],
            "alternative": "Das Rathaus am Abend",
            "description": "Blick auf das Rathaus (Foto: Amt für Kommunikation)",
        },
    )
    assert news.data["fal_media"] == [f"newsroom-{KEY}-image-1"]


def test_credit_goes_to_the_field_the_site_names(tmp_path):
    post = Post(images=(picture(tmp_path),))
    _, reference, _ = records(post, news_id(KEY), {"credit_field": "copyright"})
    assert (reference.data["copyright"], reference.data["description"]) == (
        "Amt für Kommunikation",
        "Blick auf das Rathaus",
    )


def test_storage_folder_is_named_for_references_and_news(tmp_path):
    post = Post(images=(picture(tmp_path),))
    placed = [record.data.get("pid") for record in records(post, news_id(KEY), {"storage_pid": "aktuelles"})]
    assert placed == [None, "aktuelles", "aktuelles"]


def test_payload_of_a_deletion_carries_no_data():
    assert Record("t", "r", {"title": "x"}).payload("DELETE") == {"method": "DELETE", "table": "t", "remoteId": "r"}
