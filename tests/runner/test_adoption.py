"""A preview of a new stack says what is there before it."""

from meshwright.errors import Position
from meshwright.ids import StackId
from meshwright.plan.declaration import Declaration, ProviderSettings, StackPlan
from meshwright.runner.results import Change, Changes
from meshwright.runner.stacks import all_new


def test_what_was_there_before_the_mesh_is_changed_and_not_made() -> None:
    def declared(name: str, adopts: str = "") -> Declaration:
        return Declaration("aws:s3/bucket:Bucket", name, {}, (), Position("x"), adopts=adopts)

    told: list[Change] = []
    declarations = declared("old", "acme-crm"), declared("new")
    provider = ProviderSettings("eu-central-1", "111122223333")
    stack = StackPlan(StackId.parse("dev.sales.crm"), provider, declarations)

    result = all_new(stack, told.append)

    assert result.changes == Changes(create=1, update=1)
    assert [(c.operation, c.resource.rpartition("::")[2]) for c in told] == [
        ("update", "old"),
        ("create", "new"),
    ]
