"""An Iceberg table is made and changed by Glue itself, metadata in the bucket included.

moto knows no table without TableInput, and of Iceberg a word in its parameters alone.
https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html
https://docs.aws.amazon.com/glue/latest/webapi/API_IcebergInput.html
https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateIcebergTableInput.html
The metadata is written with the rights of who asks.
"""

from collections.abc import Callable, Mapping
from typing import Any

from moto.glue.exceptions import GlueClientError
from moto.glue.models import glue_backends

from localaws.inner import Caller
from localaws.objects import ObjectError, Objects
from localaws.strict.call import Answer, Call, Correction, Forward, done, items, part, refusal

INVALID = "InvalidInputException"
DENIED = "AccessDeniedException"
STALE = "ConcurrentModificationException"
CREATE = "CREATE"
VERSIONS = ("1", "2")


def answer(call: Call, forward: Forward) -> Answer:
    if call.operation == "CreateTable":
        asked = part(part(call.body, "OpenTableFormatInput"), "IcebergInput")
        act: Callable[[Call, Mapping[str, Any]], Answer] = _create
    else:
        asked = part(part(call.body, "UpdateOpenTableFormatInput"), "UpdateIcebergInput")
        act = _update
    if not asked:
        return forward()
    from localaws.iceberg.documents import DocumentError
    from localaws.iceberg.tables import StaleError

    try:
        return act(call, asked)
    except DocumentError as error:
        return refusal(INVALID, str(error))
    except ObjectError as error:
        return refusal(DENIED if error.status == 403 else INVALID, str(error))
    except GlueClientError as error:
        return refusal(str(error.error_type), str(error.message))
    except StaleError as error:
        return refusal(STALE, str(error))


def _create(call: Call, asked: Mapping[str, Any]) -> Answer:
    from localaws.iceberg import documents, tables
    from localaws.iceberg.files import S3Files

    described = part(asked, "CreateIcebergTableInput")
    if asked.get("MetadataOperation") != CREATE:
        raise documents.DocumentError("MetadataOperation must be CREATE")
    if str(asked.get("Version") or "2") not in VERSIONS:
        raise documents.DocumentError(f"Unsupported Iceberg version: {asked.get('Version')}")
    if str(asked.get("Version") or "2") != "2":
        raise documents.DocumentError("not implemented by the local AWS: Iceberg version 1")
    if not described:
        message = "not implemented by the local AWS: an Iceberg table by its TableInput"
        raise documents.DocumentError(message)
    if part(call.body, "TableInput"):
        message = "TableInput and CreateIcebergTableInput cannot both be given"
        raise documents.DocumentError(message)
    database, name = _names(call)
    if not name:
        raise documents.DocumentError("Table name cannot be null")
    metadata = documents.metadata(described)
    backend = glue_backends[call.account][call.region]
    if name in backend.get_database(database).tables:
        return refusal("AlreadyExistsException", "Table already exists.")
    files = S3Files(Objects(_caller(call)))
    location = tables.written(files, metadata, 0)
    backend.create_table(database, name, tables.table_input(name, metadata, location))
    return done()


def _update(call: Call, asked: Mapping[str, Any]) -> Answer:
    from localaws.iceberg import changes, documents, tables
    from localaws.iceberg.files import S3Files

    updates = items(part(asked, "UpdateIcebergTableInput"), "Updates")
    if not updates:
        raise documents.DocumentError("Updates cannot be empty")
    entry = tables.entry(call.account, call.region, *_names(call))
    said = tables.described(entry)
    if not tables.is_iceberg(said) or "metadata_location" not in said["Parameters"]:
        raise documents.DocumentError("The table is no Iceberg table")
    files, before = S3Files(Objects(_caller(call))), tables.place(said)
    old = metadata = tables.read(files, before)
    for update in updates:
        metadata = changes.changed(metadata, before, update)
    if metadata is not old:
        version = tables.next_version(before)
        location = tables.written(files, metadata, version)
        tables.swapped(entry, metadata, before=before, after=location)
    return done()


def _names(call: Call) -> tuple[str, str]:
    return str(call.body.get("DatabaseName", "")).lower(), str(call.body.get("Name") or "").lower()


def _caller(call: Call) -> Caller:
    return Caller.of(call.headers, call.account, call.region)


CORRECTION = Correction("glue", ("CreateTable", "UpdateTable"), answer)
