"""What AWS's refusals mean, read once, where their texts come in.

The engine hands on a provider's error as one text; AWS's error code stands in it.
"""

import re

ASKED_AGAIN = "(asked again, since there was no answer)"
"""Said of a refusal that may be about what the very call before it has done."""
THROTTLED = frozenset(
    {
        *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled"),
        *("RequestThrottledException", "TooManyRequestsException", "RequestLimitExceeded"),
        *("ProvisionedThroughputExceededException", "PriorRequestNotComplete", "SlowDown"),
    }
)
"""What AWS says where there were too many calls at a time: this one has done nothing.

Source: AWS SDKs and tools reference guide, "Retry behavior", throttling errors.
"""
_TAKEN = re.compile(r"Already(Exists|OwnedByYou)|already exists")


def is_of_another(text: str) -> bool:
    """Whether a refusal says that somebody else has the name: not a call made twice, our own."""
    return _TAKEN.search(text) is not None and ASKED_AGAIN not in text
