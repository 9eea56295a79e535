"""Of conditional writes of an object at once one holds; moto looks and writes in two steps.

AWS answers those that came too late with 412, or with 409 where they overlap; here it is 412. A
write that is to happen unless the object is another than some version is not known to S3.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
"""

from collections.abc import Callable
from threading import RLock
from typing import Any

from moto.s3.responses import S3Response

from localaws.strict.call import Call, Fault, Guard, Patch

LOCKS = tuple(RLock() for _ in range(64))
"""Each for some of the objects, so that a write waits for few others."""


def check(call: Call) -> Fault | None:
    if call.headers.get("if-none-match", "*") == "*":
        return None
    text = "A header you provided implies functionality that is not implemented"
    return Fault("NotImplemented", text, 501)


def install() -> None:
    S3Response.put_object = _alone(S3Response.put_object)
    S3Response.delete_object = _alone(S3Response.delete_object)


def _alone(moto: Callable[[Any], Any]) -> Any:
    """One call about an object at a time: what it looks at stays as it is until it has written."""

    def answer(self: Any) -> Any:
        with LOCKS[hash((self.bucket_name, self.parse_key_name())) % len(LOCKS)]:
            return moto(self)

    return answer


GUARD = Guard("s3", ("PutObject",), check)
PATCH = Patch(install)
