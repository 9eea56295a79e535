import json
from pathlib import Path

import pytest

from meshwright.errors import Position, UsageError
from meshwright.specs.environment import partition_of
from meshwright.specs.load import environment_conflicts, environment_names, load_environment

from .conftest import Tree

FOLDER = "platform/environments"
DEV = """\
account: "111122223333"
region: eu-central-1
backend: s3://acme-mesh-state
secretsProvider: awskms://alias/mesh-state
deployer: arn:aws:iam::111122223333:role/mesh/deployer
administrators:
  - arn:aws:iam::111122223333:role/mesh/deployer
principals:
  analyst: arn:aws:iam::111122223333:role/analyst
assume:
  sales:
    reader: [arn:aws:iam::111122223333:role/sales]
    runtime: {services: [glue.amazonaws.com], principals: ["arn:aws:iam::111122223333:root"]}
readers:
  audit:
    principal: arn:aws:iam::111122223333:role/audit
    classifications: [public, internal]
    pii: false
athena: {bytesScannedLimit: 10485760}
quotas: {buckets: 2000}
"""


def test_every_field_of_an_environment_is_typed(tree: Tree) -> None:
    environment = load_environment(tree({f"{FOLDER}/dev.yaml": DEV}), "dev")

    assert environment.name == "dev"
    assert not environment.is_local
    assert environment.spec.account == "111122223333"
    assert environment.spec.assume["sales"].runtime.services == ("glue.amazonaws.com",)
    assert environment.spec.quotas == {"buckets": 2000}
    assert environment.source.at("principals", "analyst") == Position(f"{FOLDER}/dev.yaml", 9, 3)


def test_every_domain_has_the_environments_place(tree: Tree) -> None:
    environment = load_environment(tree({f"{FOLDER}/dev.yaml": DEV}), "dev")

    assert environment.place_of("sales") == environment.place_of(None)
    assert environment.place_of("sales").partition == "aws"


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-central-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_a_region_lies_in_one_part_of_aws(region: str, partition: str) -> None:
    assert partition_of(region) == partition


def test_environments_are_listed_by_name(tree: Tree) -> None:
    files = ("prod.yaml", "dev.yaml", "README.md", "Old.yaml", "old.yml", "folder.yaml/x")
    root = tree({f"{FOLDER}/{name}": "x" for name in files})

    assert environment_names(root) == ("dev", "prod")
    assert environment_names(root / "elsewhere") == ()


def test_an_unknown_environment_names_those_that_there_are(tree: Tree) -> None:
    root = tree({f"{FOLDER}/{name}.yaml": DEV for name in ("dev", "prod")})

    with pytest.raises(UsageError, match="no environment 'prd', did you mean 'prod'") as refused:
        load_environment(root, "prd")

    assert refused.value.fix == "write dev or prod"


def test_without_environments_the_file_to_write_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        load_environment(tmp_path, "dev")

    assert refused.value.fix == "write platform/environments/dev.yaml"


def test_all_problems_of_an_environment_are_told_with_their_places(tree: Tree) -> None:
    broken = DEV.replace('"111122223333"', "012345670123").replace("eu-central-1", "Frankfurt")
    root = tree({f"{FOLDER}/dev.yaml": broken + "acount: 1\n"})

    with pytest.raises(UsageError) as refused:
        load_environment(root, "dev")

    lines = str(refused.value).splitlines()
    assert f"{FOLDER}/dev.yaml:1:10: error SPEC014" in lines[1]
    assert lines[2] == '  fix: quote it: "012345670123"'
    assert f"{FOLDER}/dev.yaml:2:9: error SPEC016 'Frankfurt' is not a region" in lines[3]
    assert "unknown field 'acount', did you mean 'account'?" in lines[5]


def existing(**changes: object) -> str:
    """The word `audit` of a file that names a trail there is already."""
    whole: dict[str, object] = {
        "trail": "existing",
        "bucket": "acme-org-trail",
        "prefix": "AWSLogs/o-a1b2c3d4e5",
        "reader": f"{ROLE}/trail-reader",
    }
    return json.dumps(whole | changes)


ROLE = "arn:aws:iam::111122223333:role"
AMISS: tuple[tuple[dict[str, object], str], ...] = (
    ({"days": 400}, "fix: take it out, or say `formerly: own`"),
    ({"days": 400}, "SPEC121 how long an existing trail keeps its files"),
    ({"reader": f"{ROLE}/mesh/x/reader"}, "SPEC122"),
    ({"reader": f"{ROLE}/mesh/deployer"}, "deploys or administers the lake"),
    ({"reader": "arn:aws:iam::999900001111:role/r"}, "does not belong to account 111122223333"),
    ({"reader": "arn:aws-cn:iam::111122223333:role/r"}, "does not belong to account"),
    (
        {"reader": f"{ROLE}/aws-service-role/lakeformation.amazonaws.com/A"},
        "is a role that AWS makes",
    ),
    ({"reader": "arn:aws:iam::111122223333:user/jane"}, "is not the ARN of a role"),
    ({"reader": "arn:aws:iam::111122223333:root"}, "is not the ARN of a role"),
    ({"reader": f"{ROLE}/*"}, "is not the ARN of a role"),
    ({"bucket": "mesh-dev--sales--orders--111122223333"}, "SPEC123"),
    ({"bucket": "acme-mesh-state"}, "holds the engine's state"),
    ({"bucket": "acme/trail"}, "is not the name of a bucket"),
    ({"bucket": "acme-*"}, "is not the name of a bucket"),
    ({"prefix": "AWSLogs/"}, "does not end in AWSLogs"),
    ({"prefix": "/AWSLogs"}, "does not end in AWSLogs"),
    ({"prefix": "AWSLogs/111122223333"}, "does not end in AWSLogs"),
    ({"prefix": "AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail"}, "does not end in AWSLogs"),
    ({"prefix": "../AWSLogs"}, "does not end in AWSLogs"),
    ({"prefix": "a//AWSLogs"}, "does not end in AWSLogs"),
    ({"prefix": "*/AWSLogs"}, "does not end in AWSLogs"),
    ({"prefix": "${region}/AWSLogs"}, "does not end in AWSLogs"),
    ({"prefix": "AWSLogs\n"}, "does not end in AWSLogs"),
    ({"prefix": ""}, "does not end in AWSLogs"),
    ({"formerly": "none"}, "SPEC015"),
)
"""What is wrong of an existing trail, and what is said of it."""


@pytest.mark.parametrize(
    "prefix", ["AWSLogs", "AWSLogs/o-a1b2c3d4e5", "o-a1b2c3d4e5/AWSLogs/o-a1b2c3d4e5"]
)
def test_an_existing_trail_is_taken_whole(tree: Tree, prefix: str) -> None:
    audit = existing(prefix=prefix, formerly="own", days=120)
    text = f"{DEV}auditors: [{ROLE}/audit]\naudit: {audit}\n"

    audit = load_environment(tree({f"{FOLDER}/dev.yaml": text}), "dev").spec.audit

    assert audit.existing is not None
    folder = f"acme-org-trail/{prefix}/111122223333/CloudTrail"
    assert audit.existing.folder("111122223333") == folder
    assert (audit.is_own, audit.is_asked, audit.has_bucket, audit.days) == (False, True, True, 120)


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        ("backend: s3://acme-mesh-state", False),
        ("backend: s3://acme-org-trail", True),
        ("backend: s3://acme-org-trail/state", True),
        ("backend: s3://acme-org-trail-2", False),
        ("adopted: {locations: {acme-org-trail/crm/: sales.crm}}", True),
        ("adopted: {locations: {acme-crm: sales.crm}}", False),
    ],
)
def test_the_bucket_of_a_trail_holds_nothing_else_of_the_mesh(
    tree: Tree, line: str, is_refused: bool
) -> None:
    base = DEV.replace("backend: s3://acme-mesh-state\n", "") if line.startswith("backend") else DEV
    text = f"{base}{line}\nauditors: [{ROLE}/audit]\naudit: {existing()}\n"
    root = tree({f"{FOLDER}/dev.yaml": text})

    if is_refused:
        with pytest.raises(UsageError, match="SPEC123") as refused:
            load_environment(root, "dev")
        assert "fix: name the bucket that the trail writes to" in str(refused.value)
    else:
        assert load_environment(root, "dev").spec.audit.existing is not None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("deployer", "arn:aws:iam::111122223333:policy/mesh", "is not the ARN of a role"),
        ("backend", "/tmp/state", "begins with neither file:// nor s3://"),
        ("quotas", "{bukets: 5}", "did you mean 'buckets'"),
        ("quotas", "{buckets: 0}", "has to be at least 1"),
        ("assume", "{sales: {runtime: {services: [glue]}}}", "is not a service principal"),
        ("account", '"1234"', "is not an account id"),
        ("deployer", "arn:aws:iam::111122223333:role/other", "not among the administrators"),
        ("readers", "{a: {principal: x}}", "missing required field 'classifications'"),
        ("crossAccountVersion", "3", "has to be at least 4"),
        ("crossAccountVersion", "6", "has to be at most 5"),
        ("crossAccountVersion", '"5"', "has to be a whole number"),
        ("auditors", "[arn:aws:iam::111122223333:group/audit]", "SPEC065"),
        ("auditors", "[arn:aws:iam::999900001111:role/audit]", "SPEC063"),
        ("auditors", "[arn:aws:iam::111122223333:root]", "SPEC064"),
        ("auditors", "[arn:aws:iam::111122223333:role/mesh/deployer]", "SPEC067"),
        ("audit", "{trail: own}", "SPEC120"),
        ("audit", "{trail: mine}", "SPEC015"),
        ("audit", "{trail: none, days: 30}", "has to be at least 90"),
        ("audit", "{trail: none, reader: arn:aws:iam::111122223333:role/r}", "SPEC121"),
        ("audit", "{trail: own, prefix: AWSLogs}", "'prefix' is of an existing trail"),
        ("audit", "{trail: own, formerly: own}", "'formerly' is of an existing trail"),
        ("audit", "{trail: existing}", "SPEC121 an existing trail has no 'reader'"),
        *(("audit", existing(**changes), said) for changes, said in AMISS),
        ("adopted", "{trustedResourceOwners: [x]}", "is not an account id"),
        ("adopted", "{sessionTags: [x]}", "unknown field 'sessionTags'"),
        ("assume", "{sales: {runtime: {servces: []}}}", "did you mean 'services'"),
        ("slack", "{channels: {sales: C07EZ1ABC23}}", "missing required field 'workspace'"),
        ("slack", "{workspace: '#data', channels: {}}", "is not an id of Slack"),
        ("landing", "{sales: []}", "is not a product id"),
    ],
)
def test_a_wrong_field_is_refused(tree: Tree, field: str, value: str, said: str) -> None:
    lines = [line for line in DEV.splitlines() if not line.startswith((field, " "))]
    kept = [line for line in lines if not line.endswith(":")]
    administrators = "administrators: [arn:aws:iam::111122223333:role/mesh/deployer]"
    text = "\n".join([*kept, administrators, f"{field}: {value}", ""])

    with pytest.raises(UsageError, match="environment file has errors") as refused:
        load_environment(tree({f"{FOLDER}/dev.yaml": text}), "dev")

    assert said in str(refused.value)


def test_no_two_environments_share_an_account_and_a_region(tree: Tree) -> None:
    elsewhere = DEV.replace("eu-central-1", "eu-west-1")
    texts = {"dev": DEV, "test": DEV, "prod": elsewhere, "broken": "account: [\n"}
    root = tree({f"{FOLDER}/{name}.yaml": text for name, text in texts.items()})

    conflicts = environment_conflicts(root)

    assert [(f.subject, f.code) for f in conflicts] == [("dev", "SPEC051"), ("test", "SPEC051")]
    assert conflicts[0].position == Position(f"{FOLDER}/dev.yaml", 1, 10)
    assert conflicts[0].message.endswith("are those of environment test too")
    assert load_environment(root, "prod").name == "prod"
    with pytest.raises(UsageError, match="SPEC051"):
        load_environment(root, "dev")


def test_the_projects_own_environments_are_sound() -> None:
    root = Path(__file__).parents[2]

    for name in environment_names(root):
        assert load_environment(root, name).name == name
    assert "local" in environment_names(root)


LOCAL = """\
account: "123456789012"
region: eu-central-1
deployer: arn:aws:iam::123456789012:user/administrator
administrators: [arn:aws:iam::123456789012:user/administrator]
"""


def test_the_local_aws_is_served_by_the_stand_in_unless_its_file_says_otherwise(
    tree: Tree,
) -> None:
    said = LOCAL + "provider: official\nplugin: /opt/pulumi-resource-aws\n"
    plain = load_environment(tree({f"{FOLDER}/local.yaml": LOCAL}), "local").spec
    chosen = load_environment(tree({f"{FOLDER}/local.yaml": said}), "local").spec

    assert (plain.provider, plain.plugin) == ("standIn", None)
    assert (chosen.provider, chosen.plugin) == ("official", "/opt/pulumi-resource-aws")


@pytest.mark.parametrize(
    ("name", "said", "message"),
    [
        ("dev", "provider: official\n", "provider can be chosen in local.yaml only"),
        ("dev", "plugin: /opt/aws\n", "plugin is set, but provider is not `official`"),
        ("local", "plugin: /opt/aws\n", "plugin is set, but provider is not `official`"),
        ("local", "provider: other\n", "provider"),
    ],
)
def test_a_provider_is_chosen_for_the_local_aws_alone(
    tree: Tree, name: str, said: str, message: str
) -> None:
    root = tree({f"{FOLDER}/{name}.yaml": LOCAL + said})

    with pytest.raises(UsageError, match=message):
        load_environment(root, name)
