"""A workgroup without tags has an empty list of them, and one that is not there has none at all.

https://docs.aws.amazon.com/athena/latest/APIReference/API_ListTagsForResource.html
"""

from moto.athena.models import athena_backends

from localaws.strict.call import Answer, Call, Correction, Forward, done, refusal


def answer(call: Call, forward: Forward) -> Answer:
    arn = str(call.body.get("ResourceARN", ""))
    backend = athena_backends[call.account][call.region]
    known = any(group.arn == arn for group in backend.work_groups.values())
    if known and not backend.tagger.has_tags(arn):
        return done({"Tags": []})
    if not known and ":workgroup/" in arn:
        return refusal("ResourceNotFoundException", f"Resource {arn} does not exist.")
    return forward()


CORRECTION = Correction("athena", ("ListTagsForResource",), answer)
