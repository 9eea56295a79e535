"""Only what is there has tags, and they go with it; moto tags anything and keeps them.

https://docs.aws.amazon.com/glue/latest/webapi/API_TagResource.html
https://docs.aws.amazon.com/glue/latest/webapi/API_GetTags.html
"""

from moto.glue.models import GlueBackend, glue_backends

from localaws.strict.call import Call, Fault, Guard, Patch

DATABASE = ":database/"


def check(call: Call) -> Fault | None:
    name = str(call.body.get("ResourceArn", "")).partition(DATABASE)[2].lower()
    if not name or name in glue_backends[call.account][call.region].databases:
        return None
    return Fault("EntityNotFoundException", f"Database {name} not found.")


def install() -> None:
    delete = GlueBackend.delete_database

    def delete_database(self: GlueBackend, database_name: str) -> None:
        delete(self, database_name)
        arn = self.default_catalog_arn.removesuffix(":catalog") + DATABASE + database_name
        self.tagger.delete_all_tags_for_resource(arn)

    GlueBackend.delete_database = delete_database


GUARD = Guard("glue", ("TagResource", "UntagResource", "GetTags"), check)
PATCH = Patch(install)
