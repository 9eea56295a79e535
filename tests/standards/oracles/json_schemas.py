"""Holds documents against official JSON Schemas that packages of this environment carry.

Pairs of a schema's file, as `package/path`, and a document on stdin; problems on stdout.
"""

import json
import sys
from importlib.resources import files

from jsonschema.validators import validator_for


def main():
    found = []
    for at, (file, document) in enumerate(json.load(sys.stdin)):
        package, _, path = file.partition("/")
        schema = json.loads(files(package).joinpath(path).read_text("utf-8"))
        errors = validator_for(schema)(schema).iter_errors(document)
        found += [f"{at}: {[*error.absolute_path]}: {error.message[:300]}" for error in errors]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
