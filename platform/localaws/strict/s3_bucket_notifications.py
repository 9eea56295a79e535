"""A bucket says that it tells EventBridge of its objects; moto keeps that to itself.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html
"""

from typing import Any

from moto.s3.responses import S3Response

from localaws.strict.call import Patch

OPERATION = "GetBucketNotificationConfiguration"


def install() -> None:
    moto = S3Response.serialized

    def serialized(self: Any, action_result: Any) -> Any:
        if self.data.get("Action") == OPERATION:
            found = self.backend.get_bucket_notification_configuration(self.bucket_name)
            if found.event_bridge is not None:
                action_result._result["EventBridgeConfiguration"] = {}  # noqa: SLF001 - moto's own
        return moto(self, action_result)

    S3Response.serialized = serialized


PATCH = Patch(install)
