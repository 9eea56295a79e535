import json
from collections.abc import Callable
from typing import Any

import pytest

from meshwright.plan import plan
from meshwright.plan.declaration import Declaration, Plan, Ref, ResourceKey
from meshwright.specs.environment import Environment

from meshes import TODAY, MeshOf, environment, pick

Find = Callable[[str, str, str], Declaration]
KEY = ResourceKey("aws:kms/key:Key", "key")
ROOT = "arn:aws:iam::111122223333:root"
AUDIT = "arn:aws:iam::111122223333:role/audit"


def statements(declaration: Declaration, field: str) -> list[dict[str, Any]]:
    return json.loads(declaration.inputs[field])["Statement"]


def test_lake_formation_settings_list_every_field_with_empty_defaults(find: Find) -> None:
    settings = find("dev", "DataLakeSettings", "settings").inputs

    assert settings["admins"] == ["arn:aws:iam::111122223333:role/mesh-deployer"]
    assert settings["createDatabaseDefaultPermissions"] == []
    assert settings["createTableDefaultPermissions"] == []
    assert settings["readOnlyAdmins"] == []


def test_the_settings_are_those_of_the_environment_file(mesh_of: MeshOf) -> None:
    """What the account had before is adopted, and its version of sharing never lowered."""
    role = "arn:aws:iam::111122223333:role/{}".format
    listed = environment(
        administrators=[role("mesh-deployer"), role("lake-admin")],
        auditors=[role("audit")],
        crossAccountVersion=5,
        adopted={
            "trustedResourceOwners": ["999900001111"],
            "externalDataFilteringAllowList": ["999900002222"],
            "authorizedSessionTagValues": ["Amazon EMR"],
        },
    )
    settings = pick(plan(mesh_of(), listed, as_of=TODAY), "dev", "DataLakeSettings", "settings")

    assert settings.inputs["admins"] == [role("lake-admin"), role("mesh-deployer")]
    assert settings.inputs["readOnlyAdmins"] == [role("audit")]
    assert settings.inputs["parameters"] == {"CROSS_ACCOUNT_VERSION": "5"}
    assert settings.inputs["trustedResourceOwners"] == ["999900001111"]
    assert settings.inputs["externalDataFilteringAllowLists"] == ["999900002222"]
    assert settings.inputs["authorizedSessionTagValueLists"] == ["Amazon EMR"]


@pytest.mark.parametrize("managed", [True, False])
def test_everybody_sees_the_database_default_and_no_stack_holds_it(
    mesh_of: MeshOf, managed: bool
) -> None:
    planned = plan(mesh_of(), environment(accountSettings=managed), as_of=TODAY)
    grant = pick(planned, "dev", "Permissions", "default")
    databases = {
        d.inputs["name"]
        for stack in planned.stacks.values()
        for d in stack.declarations
        if d.type == "aws:glue/catalogDatabase:CatalogDatabase"
    }

    assert grant.inputs["principal"] == "111122223333:IAMPrincipals"
    assert grant.inputs["permissions"] == ["DESCRIBE"]
    assert grant.inputs["database"] == {"catalogId": "111122223333", "name": "default"}
    assert "default" not in databases


def test_account_wide_settings_are_left_alone_where_the_environment_says_so(
    mesh_of: MeshOf,
) -> None:
    planned = plan(mesh_of(), environment(accountSettings=False), as_of=TODAY)
    kinds = {d.type.rpartition(":")[2] for d in planned.stacks["dev"].declarations}

    assert kinds.isdisjoint({"DataLakeSettings", "DataCatalogEncryptionSettings"})
    assert "LfTag" in kinds


def test_lf_tags_know_every_domain_also_one_that_cannot_be_read(
    mesh_of: MeshOf, dev: Environment
) -> None:
    planned = plan(mesh_of({"finance/domain.yaml": "owner: ["}), dev, as_of=TODAY)

    assert pick(planned, "dev", "LfTag", "domain").inputs["values"] == ["finance", "sales"]


def test_a_mesh_without_domains_has_no_domain_tag(dev: Environment, mesh_of: MeshOf) -> None:
    mesh = mesh_of()
    empty = type(mesh)({}, {})
    planned = plan(empty, dev, as_of=TODAY)

    assert list(planned.stacks) == ["dev"]
    assert "domain" not in {d.name for d in planned.stacks["dev"].declarations}


def test_a_platform_reader_is_granted_by_tags_and_personal_data_only_if_it_says_so(
    mesh_of: MeshOf,
) -> None:
    readers = {
        "audit": {"principal": AUDIT, "classifications": ["public", "internal"]},
        "privacy": {"principal": AUDIT, "classifications": ["internal"], "pii": True},
    }
    planned = plan(mesh_of(), environment(readers=readers), as_of=TODAY)
    policies = {
        name: pick(planned, "dev", "Permissions", name).inputs["lfTagPolicy"]["expressions"]
        for name in readers
    }
    databases = pick(planned, "dev", "Permissions", "audit:databases").inputs

    assert policies["audit"] == [
        {"key": "classification", "values": ["internal", "public"]},
        {"key": "pii", "values": ["false"]},
    ]
    assert policies["privacy"][1] == {"key": "pii", "values": ["false", "true"]}
    assert databases["permissions"] == ["DESCRIBE"]
    assert databases["lfTagPolicy"]["resourceType"] == "DATABASE"
    assert databases["lfTagPolicy"]["expressions"] == [{"key": "pii", "values": ["false"]}]


def test_catalog_encryption_names_the_key_by_an_arn_that_only_aws_knows(find: Find) -> None:
    settings = find("dev", "DataCatalogEncryptionSettings", "catalog").inputs

    assert settings["dataCatalogEncryptionSettings"]["encryptionAtRest"] == {
        "catalogEncryptionMode": "SSE-KMS",
        "sseAwsKmsKeyId": Ref(KEY, "arn"),
    }


def test_only_the_log_service_may_write_access_logs_and_only_of_this_mesh(find: Find) -> None:
    *_, delivery = statements(find("dev", "BucketPolicy", "access-logs"), "policy")

    assert delivery["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert delivery["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnLike": {"aws:SourceArn": "arn:aws:s3:::mesh-dev--*"},
    }


def test_the_access_log_bucket_is_encrypted_by_s3_itself(find: Find) -> None:
    (rule,) = find("dev", "BucketServerSideEncryptionConfiguration", "access-logs").inputs["rules"]

    assert rule == {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}


def test_a_key_policy_names_no_consumer(find: Find) -> None:
    administration, use = statements(find("dev.sales", "Key", "key"), "policy")

    assert administration["Principal"] == {"AWS": ROOT}
    assert use["Condition"] == {
        "StringEquals": {
            "kms:CallerAccount": "111122223333",
            "kms:ViaService": ["s3.eu-central-1.amazonaws.com"],
        },
        "ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/mesh/sales/*"]},
    }


def test_the_foundations_key_opens_the_catalog_to_the_meshs_roles_and_its_writer(
    find: Find,
) -> None:
    use = statements(find("dev", "Key", "key"), "policy")[1]

    assert use["Condition"]["ArnLike"]["aws:PrincipalArn"] == [
        "arn:aws:iam::111122223333:role/mesh-deployer",
        "arn:aws:iam::111122223333:role/mesh/*",
    ]


def test_the_foundations_key_also_serves_glue(find: Find) -> None:
    glue = statements(find("dev", "Key", "key"), "policy")[2]

    assert glue["Condition"] == {
        "StringEquals": {
            "kms:CallerAccount": "111122223333",
            "kms:ViaService": ["glue.eu-central-1.amazonaws.com"],
        }
    }


def test_a_key_rotates_and_waits_a_month_before_it_goes(find: Find) -> None:
    key = find("dev.sales", "Key", "key").inputs

    assert key["enableKeyRotation"] is True
    assert key["deletionWindowInDays"] == 30


def test_a_workgroup_enforces_its_configuration_and_bounds_a_query(find: Find) -> None:
    configuration = find("dev.sales", "Workgroup", "queries").inputs["configuration"]

    assert configuration["enforceWorkgroupConfiguration"] is True
    assert configuration["bytesScannedCutoffPerQuery"] == 1024**4
    assert configuration["resultConfiguration"]["encryptionConfiguration"] == {
        "encryptionOption": "SSE_KMS",
        "kmsKeyArn": Ref(KEY, "arn"),
    }


def test_a_domain_has_a_runtime_role_for_each_product_also_for_one_that_cannot_be_read(
    mesh_of: MeshOf, dev: Environment
) -> None:
    planned = plan(mesh_of({"sales/invoices/product.yaml": "tables: 1"}), dev, as_of=TODAY)
    roles = {
        d.inputs["name"] for d in planned.stacks["dev.sales"].declarations if ":Role" in d.type
    }

    assert "mesh-dev--sales--invoices--runtime" in roles
    assert "mesh-dev--sales--orders--runtime" in roles
    assert "dev.sales.invoices" not in planned.stacks


def test_every_role_lies_under_the_boundary_and_its_domains_path(planned: Plan) -> None:
    roles = [
        d.inputs for d in planned.stacks["dev.sales"].declarations if d.type.endswith("role:Role")
    ]

    assert {role["path"] for role in roles} == {"/mesh/sales/"}
    assert {role["permissionsBoundary"] for role in roles} == {
        "arn:aws:iam::111122223333:policy/mesh/mesh-dev--boundary"
    }


def test_a_role_does_not_grow_with_the_mesh(mesh_of: MeshOf, dev: Environment) -> None:
    before = plan(mesh_of(), dev, as_of=TODAY)
    more = {
        f"sales/extra_{n}/product.yaml": "description: d\ntables: {t: {columns: {a: string}}}"
        for n in range(20)
    }
    after = plan(mesh_of(more), dev, as_of=TODAY)

    for name in ("reader", "data-access", "runtime:sales.orders"):
        was = pick(before, "dev.sales", "RolePolicy", name)
        assert pick(after, "dev.sales", "RolePolicy", name) == was


def test_nobody_but_the_deployer_assumes_a_role_that_names_nobody(find: Find) -> None:
    (trust,) = statements(find("dev.sales", "Role", "reader"), "assumeRolePolicy")

    assert trust["Principal"] == {"AWS": ROOT}
    assert trust["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/mesh-deployer"]}
    }


def test_in_local_anyone_of_the_account_assumes_a_role(mesh_of: MeshOf, local: Environment) -> None:
    planned = plan(mesh_of(), local, as_of=TODAY)
    (trust,) = statements(pick(planned, "local.sales", "Role", "reader"), "assumeRolePolicy")

    assert trust["Principal"] == {"AWS": ROOT}
    assert "Condition" not in trust


def test_the_environment_says_who_assumes_a_domains_roles(mesh_of: MeshOf) -> None:
    people, robot = (f"arn:aws:iam::999988887777:role/{name}" for name in ("people", "robot"))
    trusted = {
        "sales": {
            "reader": [people],
            "runtime": {"services": ["glue.amazonaws.com"], "principals": [robot]},
        }
    }
    planned = plan(mesh_of(), environment(assume=trusted), as_of=TODAY)
    (reader,) = statements(pick(planned, "dev.sales", "Role", "reader"), "assumeRolePolicy")
    runtime = pick(planned, "dev.sales", "Role", "runtime:sales.orders")

    assert reader["Principal"] == {"AWS": "arn:aws:iam::999988887777:root"}
    assert reader["Condition"] == {"ArnEquals": {"aws:PrincipalArn": [people]}}
    assert [s["Principal"] for s in statements(runtime, "assumeRolePolicy")] == [
        {"Service": "glue.amazonaws.com"},
        {"AWS": "arn:aws:iam::999988887777:root"},
    ]


def test_a_service_alone_leaves_a_runtime_role_to_no_principal(mesh_of: MeshOf) -> None:
    trusted = {"sales": {"runtime": {"services": ["glue.amazonaws.com"]}}}
    planned = plan(mesh_of(), environment(assume=trusted), as_of=TODAY)
    runtime = pick(planned, "dev.sales", "Role", "runtime:sales.orders")

    assert [s["Principal"] for s in statements(runtime, "assumeRolePolicy")] == [
        {"Service": "glue.amazonaws.com"}
    ]


def test_a_runtime_role_has_s3_rights_on_its_own_bucket_alone(find: Find) -> None:
    policy = statements(find("dev.sales", "RolePolicy", "runtime:sales.orders"), "policy")
    s3 = {str(s["Resource"]) for s in policy if any(a.startswith("s3:") for a in s["Action"])}
    bucket = "arn:aws:s3:::mesh-dev--sales--orders--111122223333"

    assert s3 == {f"['{bucket}']", f"['{bucket}/*']"}


def test_a_reader_role_has_no_s3_rights_on_any_products_bucket(find: Find) -> None:
    policy = statements(find("dev.sales", "RolePolicy", "reader"), "policy")
    s3 = {r for s in policy if any(a.startswith("s3:") for a in s["Action"]) for r in s["Resource"]}

    assert {arn.rstrip("/*") for arn in s3} == {
        "arn:aws:s3:::mesh-dev--111122223333--catalog",
        "arn:aws:s3:::mesh-dev--sales--111122223333--results",
    }


def test_the_provider_takes_the_deployers_role_unless_it_already_runs_as_it(
    mesh_of: MeshOf,
) -> None:
    mesh = mesh_of()
    assumed = plan(mesh, environment(), as_of=TODAY).stacks["dev"].provider
    running = plan(mesh, environment(assumeDeployer=False), as_of=TODAY).stacks["dev"].provider

    assert assumed.assume_role == "arn:aws:iam::111122223333:role/mesh-deployer"
    assert running.assume_role is None
