"""The caller with the local AWS's own keys is its administrator; moto makes up a user in STS.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
"""

from moto.sts.models import STSBackend

from localaws.strict.call import Patch

ADMINISTRATOR = "user/administrator"
ADMINISTRATOR_ID = "AIDALOCALADMINISTRATR"
KEY = "test"
UNKNOWN_KEY = "AKIAEXAMPLE"
"""What moto takes every access key for that is not as long as AWS's own."""


def install() -> None:
    moto = STSBackend.get_caller_identity

    def get_caller_identity(
        self: STSBackend, access_key_id: str, region: str
    ) -> tuple[str, str, str]:
        if access_key_id != UNKNOWN_KEY:
            return moto(self, access_key_id, region)
        arn = f"arn:{self.partition}:iam::{self.account_id}:{ADMINISTRATOR}"
        return ADMINISTRATOR_ID, arn, self.account_id

    STSBackend.get_caller_identity = get_caller_identity


PATCH = Patch(install)
