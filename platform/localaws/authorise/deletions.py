"""Several objects are deleted by one call, and each is allowed or denied by itself.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
"""

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from localaws.authorise import gate
from localaws.authorise.asked.asking import Environ
from localaws.authorise.asked.s3 import DELETED, doomed
from localaws.strict.call import Call, Fault

Asked = Callable[..., Iterable[bytes]]
"""moto's answer to a request; given `environ` and `start_response`."""
EMPTY = b'<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></DeleteResult>'
END = b"</DeleteResult>"


def answered(
    call: Call, environ: Environ, asked: Asked, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Deletes what the caller may, and tells of the rest why not."""
    text = str(call.body["Text"])
    objects = DELETED.findall(text)
    faults = gate.verdicts(call, environ)
    denied = {o: fault for o, fault in zip(objects, faults, strict=False) if fault is not None}
    if not denied:
        return asked(environ=environ, start_response=start_response)
    told = "".join(_told(denied)).encode()
    heard: list[Any] = ["200 OK"]
    body = EMPTY
    if len(denied) < len(objects):
        left = DELETED.sub(lambda found: "" if found[0] in denied else found[0], text).encode()
        lesser = {"wsgi.input": io.BytesIO(left), "CONTENT_LENGTH": str(len(left))}

        def start(status: str, *_: Any) -> None:
            heard.append(status)

        body = b"".join(asked(environ={**environ, **lesser}, start_response=start))
    joined = body.replace(END, told + END)
    headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(joined)))]
    start_response(heard[-1], headers)
    return [joined]


def _told(denied: dict[str, Fault]) -> Iterator[str]:
    for written, fault in denied.items():
        key, version = doomed(written)
        named = f"<VersionId>{escape(version)}</VersionId>" if version else ""
        yield (
            f"<Error><Key>{escape(key)}</Key>{named}<Code>{escape(fault.code)}</Code>"
            f"<Message>{escape(fault.message)}</Message></Error>"
        )
