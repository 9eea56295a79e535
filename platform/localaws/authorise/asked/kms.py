"""KMS: a call is about keys and aliases; a key's own policy has the last word.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.kms.models import kms_backends

from localaws.authorise.asked.asking import Environ, arn, new_tags, old_tags, request
from localaws.strict.call import Call, items
from meshwright.aws.authorization.request import EVERY, Request, Value

OF_NO_KEY = ("CreateKey", "GenerateRandom", "ListAliases", "ListKeys")
ALIASES = ("CreateAlias", "DeleteAlias", "UpdateAlias")
ALIAS = "alias/"


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    action = f"kms:{call.operation}"
    tags = new_tags([(str(t["TagKey"]), str(t["TagValue"])) for t in items(call.body, "Tags")])
    own = {**tags, "kms:calleraccount": call.account}
    if call.operation in OF_NO_KEY:
        yield request(call, action, EVERY, own)
        if tags:
            yield request(call, "kms:TagResource", arn(call, "kms", "key/new"), own)
        return
    if call.operation in ALIASES:
        yield request(call, action, arn(call, "kms", str(call.body.get("AliasName"))), own)
    for name in _keys(call):
        yield about(call, action, name, own)


def about(
    call: Call, action: str, name: str, context: Mapping[str, Value] | None = None
) -> Request:
    """A request on a key, whatever it is called by: its id, its ARN, or an alias."""
    key = found(call, name)
    if key is None:
        return request(call, action, _as_written(call, name), context)
    known = old_tags(_tags(call, key))
    aliases: Value = tuple(str(alias) for alias in key.aliases)
    asked_by = {"kms:requestalias": name.rpartition(":")[2]} if ALIAS in name else {}
    own: dict[str, Value] = {**known, **asked_by, "kms:calleraccount": call.account}
    if aliases:
        own["kms:resourcealiases"] = aliases
    return request(call, action, str(key.arn), {**own, **(context or {})})


def found(call: Call, name: str) -> Any:
    """The key of that name, or None."""
    region = name.split(":")[3] if name.startswith("arn:") else call.region
    backend: Any = kms_backends[call.account][region]
    if ALIAS in name:
        alias = name.rpartition(":")[2]
        return next((k for k in list(backend.keys.values()) if alias in k.aliases), None)
    return backend.keys.get(name.rpartition("/")[2])


def _keys(call: Call) -> list[str]:
    named = [str(call.body[f]) for f in ("KeyId", "TargetKeyId") if call.body.get(f)]
    if call.operation in ("DeleteAlias", "UpdateAlias"):
        # Of an alias that is not there AWS knows no key.
        alias = str(call.body.get("AliasName"))
        named += [alias] if found(call, alias) is not None else []
    return named


def _as_written(call: Call, name: str) -> str:
    if name.startswith("arn:"):
        return name
    return arn(call, "kms", name if name.startswith(ALIAS) else f"key/{name}")


def _tags(call: Call, key: Any) -> dict[str, str]:
    backend: Any = kms_backends[call.account][key.region]
    return backend.tagger.get_tag_dict_for_resource(key.id)
