"""Files that came along with news become media of the house."""

from django.db import transaction

from media_library.actions import assets
from media_library.messages import BadFile
from media_library.models import Asset
from people import audit
from people.models import User
from stories.actions.topics import refuse_strangers
from stories.models import Attachment, Topic


def adopt(*, attachment: Attachment, by: User) -> Asset:
    """Take a picture or film into the media library, once; its description comes along.

    Raises NotAllowed, and BadFile for a file that is neither or is broken.
    """
    refuse_strangers(by)
    if attachment.asset is not None:
        return attachment.asset
    with attachment.file.open("rb") as file:
        if attachment.is_film:
            asset = assets.add_video(file=file, by=by, alt_text=attachment.alt_text)
        else:
            asset = assets.add_image(file=file, by=by, alt_text=attachment.alt_text)
    return _remember(attachment, asset, by)


def adopt_pictures(*, topic: Topic, by: User) -> list[str]:
    """Take over every picture of a topic; a sentence for each that could not be."""
    refused = []
    for source in topic.all_sources().prefetch_related("attachments__asset"):
        for attachment in source.attachments.all():
            if attachment.is_picture:
                try:
                    adopt(attachment=attachment, by=by)
                except BadFile as error:
                    refused.append(str(error))
    return refused


@transaction.atomic
def _remember(attachment: Attachment, asset: Asset, by: User) -> Asset:
    """Whoever came second leaves the first one's asset in place; both show the same stored bytes."""
    row = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if row.asset is None:
        row.asset = asset
        row.save(update_fields=["asset"])
        audit.record(by=by, verb="stories.adopt_attachment", target=row, asset=asset.pk)
    attachment.asset = row.asset
    return row.asset
