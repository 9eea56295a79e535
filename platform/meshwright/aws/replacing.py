"""Which properties AWS cannot change in place, of the types that hold data.

A change of one makes the provider delete the resource and create another in its place (the
"Forces new resource" of the AWS provider's pages).
"""

from collections.abc import Mapping

REPLACING: Mapping[str, frozenset[str]] = {
    "aws:glue/catalogDatabase:CatalogDatabase": frozenset({"catalogId", "name"}),
    "aws:glue/catalogTable:CatalogTable": frozenset({"catalogId", "databaseName", "name"}),
    "aws:kms/key:Key": frozenset({"customerMasterKeySpec", "keyUsage", "multiRegion"}),
    "aws:s3/bucket:Bucket": frozenset({"bucket"}),
}
