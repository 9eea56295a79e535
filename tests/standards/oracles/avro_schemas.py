"""Has Avro's own library read schemas: a list of them on stdin, problems on stdout."""

import json
import sys
import warnings

import avro.errors  # pyright: ignore[reportMissingImports] - in an environment of its own
import avro.schema  # pyright: ignore[reportMissingImports] - in an environment of its own

UNKNOWN = ("Unknown local-timestamp-micros,", "Unknown map,")
"""Logical types of Avro's own specification, and of Iceberg's, that this library passes over."""


def main():
    found = []
    for at, schema in enumerate(json.load(sys.stdin)):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                avro.schema.parse(json.dumps(schema))
            except avro.errors.AvroException as error:
                found.append(f"{at}: {error}")
        said = (str(each.message) for each in caught)
        found += [f"{at}: {each}" for each in said if not each.startswith(UNKNOWN)]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
