"""An object's tags can be put away with an empty set of them; moto breaks on it.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
"""

from typing import Any

import xmltodict
from moto.s3.responses import S3Response

from localaws.strict.call import (
    Patch,
    items,
    part,
)


def install() -> None:
    def tagging_from_xml(self: Any) -> dict[str, str]:
        document = xmltodict.parse(self.body, force_list={"Tag": True})
        tags = items(part(document["Tagging"], "TagSet"), "Tag")
        return {tag["Key"]: tag["Value"] or "" for tag in tags}

    S3Response._tagging_from_xml = tagging_from_xml  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - moto offers no other way


PATCH = Patch(install)
