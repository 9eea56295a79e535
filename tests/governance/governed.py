"""A rule with a parameter that is easily broken, asked of every product's spec and every bucket."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from guardrails.props import Props
from guardrails.rule import At, Parameter, Rule, Tightening
from guardrails.types import BUCKET, PRODUCT
from meshwright.errors import Finding
from meshwright.governance import evaluate, load_organisation
from meshwright.plan import plan
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_mesh

from meshes import FILES, TODAY, environment

FLOOR = 'governanceTeam: "@acme/gov"\n'
ORDERS, WAIVERS = "sales/orders/product.yaml", "sales/orders/waivers.yaml"
BUCKET_DATA = "aws:s3/bucket:Bucket::data"


def check_spec(props: Props) -> Iterator[At]:
    if len(props["description"]) < props.parameters["words"]:
        yield At("description", "it is too short")


def check_bucket(props: Props) -> Iterator[str]:
    if props.parameters["words"] > 50:
        yield "no bucket is that good"


RULE = Rule(
    id="said-at-length",
    code="XX-001",
    title="Things are said at length",
    why="Short words hide things.",
    fix="say more",
    checks={PRODUCT: check_spec, BUCKET: check_bucket},
    parameters=(
        Parameter(
            name="words",
            what="least characters",
            default=0,
            tightens=Tightening.HIGHER,
            least=0,
            most=1000,
        ),
    ),
)


def root_of(folder: Path, files: Mapping[str, str]) -> Path:
    """The sample mesh with files added, each by its path under `domains` or from `policies/` on."""
    for name, text in {**FILES, **files}.items():
        file = folder / (name if name.startswith("policies/") else f"domains/{name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / "Pulumi.yaml").touch()
    return folder


def found(
    root: Path,
    rule: Rule = RULE,
    env: Environment | None = None,
    *,
    as_of: date = TODAY,
    drafts: bool = False,
) -> tuple[Finding, ...]:
    """What is found in a checkout by one rule, and in its governance."""
    env = env or environment()
    loaded = load_mesh(root)
    assert not loaded.findings
    return evaluate(
        plan(loaded.mesh, env, as_of=as_of),
        loaded.mesh,
        env,
        rules=(rule,),
        organisation=load_organisation(root),
        drafts=drafts,
    )


def said(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{f.position} {f.code} {f.message}" for f in findings]
