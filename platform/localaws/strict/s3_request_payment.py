"""A bucket says who pays for requests; moto lists its objects instead.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html
"""

from typing import Any

from moto.s3.responses import S3Response

from localaws.strict.call import Patch

ANSWER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<RequestPaymentConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    "<Payer>{payer}</Payer></RequestPaymentConfiguration>"
)


def install() -> None:
    responses: Any = S3Response
    moto = responses._bucket_response_get  # noqa: SLF001 - moto offers no other way

    def answer(self: Any, bucket_name: str, querystring: dict[str, Any]) -> Any:
        if "requestPayment" not in querystring:
            return moto(self, bucket_name, querystring)
        return 200, {}, ANSWER.format(payer=self.backend.get_bucket(bucket_name).payer)

    responses._bucket_response_get = answer  # noqa: SLF001 - as above


PATCH = Patch(install)
