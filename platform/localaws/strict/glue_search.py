"""Tables are searched by words and by their fields; moto has no such call.

https://docs.aws.amazon.com/glue/latest/webapi/API_SearchTables.html
https://docs.aws.amazon.com/glue/latest/webapi/API_PropertyPredicate.html
"""

from collections.abc import Iterator, Mapping

from localaws import inner
from localaws.strict.call import Answer, Call, Correction, Forward, Json, done, items, part, refusal
from localaws.strict.caller_identity import KEY

Said = Mapping[str, Json]
FIELDS = ("DatabaseName", "Description", "Name", "Owner", "TableType")
PAGE = 100
EQUALS = "EQUALS"


def answer(call: Call, _forward: Forward) -> Answer:
    unknown = [f for f in items(call.body, "Filters") if not _is_known(f)]
    if unknown or items(call.body, "SortCriteria"):
        what = f"a filter of {unknown[0].get('Key')}" if unknown else "SortCriteria"
        message = f"not implemented by the local AWS: glue:SearchTables with {what}"
        return refusal("NotImplemented", message, 501)
    found = [table for table in _tables(call) if _fits(call, table)]
    start = int(call.body.get("NextToken") or 0)
    end = start + int(call.body.get("MaxResults") or PAGE)
    more = {"NextToken": str(end)} if end < len(found) else {}
    return done({"TableList": found[start:end], **more})


def _is_known(predicate: Said) -> bool:
    return predicate.get("Key") in FIELDS and predicate.get("Comparator", EQUALS) == EQUALS


def _tables(call: Call) -> Iterator[Said]:
    """All tables of the place: what of them a caller sees, another rule says."""
    administrator = inner.Caller(call.account, call.region, KEY)
    databases = inner.ask_json(administrator, "glue", "AWSGlue.GetDatabases", {}).json
    for database in items(databases, "DatabaseList"):
        named = {"DatabaseName": database["Name"]}
        found = inner.ask_json(administrator, "glue", "AWSGlue.GetTables", named).json
        yield from items(found, "TableList")


def _fits(call: Call, table: Said) -> bool:
    filters = items(call.body, "Filters")
    if any(str(table.get(f["Key"], "")) != str(f.get("Value", "")) for f in filters):
        return False
    words = str(call.body.get("SearchText") or "").lower().split()
    text = " ".join(_texts(table)).lower()
    return all(word.strip('"') in text for word in words)


def _texts(table: Said) -> Iterator[str]:
    yield from (str(table.get(field) or "") for field in FIELDS)
    columns = items(part(table, "StorageDescriptor"), "Columns")
    for column in (*columns, *items(table, "PartitionKeys")):
        yield f"{column['Name']} {column.get('Comment', '')}"


CORRECTION = Correction("glue", ("SearchTables",), answer)
