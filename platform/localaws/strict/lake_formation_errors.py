"""Lake Formation's errors carry their text as `Message`, which is what SDKs read.

moto writes `message`, which the SDK for Go overlooks.
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_InvalidInputException.html
"""

from localaws.strict.call import Answer, Call, Correction, Forward


def answer(_call: Call, forward: Forward) -> Answer:
    given = forward()
    if not given.error or "Message" in given.body:
        return given
    body = given.body | {"Message": given.body.get("message", "")}
    return Answer(given.status, body, error=given.error)


CORRECTION = Correction("lakeformation", ("*",), answer)
