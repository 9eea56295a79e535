"""AWS::S3::BucketPolicy.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html
"""

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.makers.maker import Maker, Properties, written


def _create(caller: Caller, properties: Properties) -> str:
    name = str(properties["Bucket"])
    _update(caller, name, properties)
    return name


def _update(caller: Caller, name: str, properties: Properties) -> None:
    text = written(properties["PolicyDocument"])
    caller.client("s3").put_bucket_policy(Bucket=name, Policy=text)


def _delete(caller: Caller, name: str, _properties: Properties) -> None:
    caller.client("s3").delete_bucket_policy(Bucket=name)


MAKER = Maker(
    "AWS::S3::BucketPolicy",
    frozenset({"Bucket", "PolicyDocument"}),
    frozenset({"Bucket"}),
    _create,
    _update,
    _delete,
)
