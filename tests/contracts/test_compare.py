from collections.abc import Iterator

from meshwright.contracts.compare import brought
from meshwright.errors import Finding, Position, Severity
from meshwright.gate.assessment import Assessment

from meshes import TODAY, MeshOf, environment


def test_all_comparisons_are_asked_of_the_base_and_the_head(mesh_of: MeshOf) -> None:
    from meshwright.plan import plan

    mesh, place = mesh_of(), environment()
    base = Assessment(mesh, place, plan(mesh, place, as_of=TODAY), ())
    head = Assessment(mesh, environment(keepData=False), base.plan, ())

    def loosened(before: Assessment, after: Assessment) -> Iterator[Finding]:
        if before.environment.spec.keep_data and not after.environment.spec.keep_data:
            yield Finding(Position("env.yaml"), "CHK000", Severity.NOTE, "loosened", "fix")

    assert [f.message for f in brought(base, head, (loosened, loosened))] == ["loosened"]
    assert brought(head, base, (loosened,)) == ()
    assert brought(base, head, ()) == ()
