"""An identity provider takes audiences and lets them go; moto knows no call for either.

Both calls are idempotent.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html
"""

from typing import Any

from moto.core.responses import EmptyResult
from moto.iam.responses import IamResponse

from localaws.strict.call import Patch


def install() -> None:
    response: Any = IamResponse

    def add_client_id_to_open_id_connect_provider(self: Any) -> Any:
        audiences, named = _audiences(self)
        if named not in audiences:
            audiences.append(named)
        return EmptyResult()

    def remove_client_id_from_open_id_connect_provider(self: Any) -> Any:
        audiences, named = _audiences(self)
        audiences[:] = [each for each in audiences if each != named]
        return EmptyResult()

    response.add_client_id_to_open_id_connect_provider = add_client_id_to_open_id_connect_provider
    response.remove_client_id_from_open_id_connect_provider = (
        remove_client_id_from_open_id_connect_provider
    )


def _audiences(response: Any) -> tuple[list[str], str]:
    arn = str(response._get_param("OpenIDConnectProviderArn"))  # noqa: SLF001 - moto's own way
    named = str(response._get_param("ClientID"))  # noqa: SLF001 - as above
    return response.backend.get_open_id_connect_provider(arn=arn).client_id_list, named


PATCH = Patch(install)
