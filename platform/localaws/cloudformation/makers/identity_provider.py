"""AWS::IAM::OIDCProvider.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html
"""

from typing import Any

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.makers.maker import Maker, Properties, tags


def _create(caller: Caller, properties: Properties) -> str:
    answer = caller.client("iam").create_open_id_connect_provider(
        Url=properties["Url"],
        ClientIDList=list(properties.get("ClientIdList", ())),
        ThumbprintList=list(properties.get("ThumbprintList", ())),
        Tags=tags(properties),
    )
    return str(answer["OpenIDConnectProviderArn"])


def _update(caller: Caller, arn: str, properties: Properties) -> None:
    iam: Any = caller.client("iam")
    known = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["ClientIDList"]
    wanted = list(properties.get("ClientIdList", ()))
    for name in set(wanted) - set(known):
        iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID=name)
    for name in set(known) - set(wanted):
        iam.remove_client_id_from_open_id_connect_provider(
            OpenIDConnectProviderArn=arn, ClientID=name
        )
    iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=tags(properties))


def _delete(caller: Caller, arn: str, _properties: Properties) -> None:
    caller.client("iam").delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)


MAKER = Maker(
    "AWS::IAM::OIDCProvider",
    frozenset({"ClientIdList", "Tags", "ThumbprintList", "Url"}),
    frozenset({"Url"}),
    _create,
    _update,
    _delete,
    identifier="Arn",
    attributes={"Arn": lambda _caller, arn: arn},
)
