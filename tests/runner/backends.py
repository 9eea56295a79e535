"""A backend of each kind, as a test puts files into it."""

import boto3

STACKS = ".pulumi/stacks/mesh/"


class FilePut:
    def __init__(self, folder):
        self.folder, self.url = folder, f"file://{folder}"

    def put(self, key, content):
        file = self.folder / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def has(self, key):
        return (self.folder / key).exists()


class S3Put:
    url = "s3://state/deep/down?region=eu-central-1"

    def __init__(self):
        self.client = boto3.client("s3", region_name="eu-central-1")
        place = {"LocationConstraint": "eu-central-1"}
        self.client.create_bucket(Bucket="state", CreateBucketConfiguration=place)

    def put(self, key, content):
        self.client.put_object(Bucket="state", Key=f"deep/down/{key}", Body=content)

    def has(self, key):
        found = self.client.list_objects_v2(Bucket="state", Prefix=f"deep/down/{key}")
        return found["KeyCount"] > 0
