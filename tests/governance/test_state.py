import pytest

from guardrails.cases import SCOPE, CaseResource
from guardrails.props import SECRET, UNKNOWN, Props, UnknownValueError
from guardrails.rule import Resource
from meshwright.governance.sweeping.state import is_engines_own, plain, state_of
from states import Entry, encrypted, engines_own, entry
from wire import SIGNATURE

pytestmark = pytest.mark.usefixtures("recorded_shape")
STACK = "dev.sales.orders"
KEY = CaseResource("aws:kms/key:Key", "key", {"enableKeyRotation": True}, protect=True)
ASSET, ARCHIVE = "c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"


def held(*entries: Entry) -> tuple[Resource, ...]:
    resources = state_of((*engines_own(STACK), *entries), SCOPE).stack.resources
    return tuple(resource for resource in resources if not is_engines_own(resource))


def test_a_resource_is_what_was_asked_of_aws() -> None:
    (key,) = held(entry(KEY, STACK) | {"outputs": {"keyId": "k"}})

    assert (key.type, key.name) == (KEY.type, "key")
    assert (
        key.id == "urn:pulumi:dev.sales.orders::mesh::mesh:index:DataProduct$aws:kms/key:Key::key"
    )
    assert key.props["enableKeyRotation"] is True
    assert not [name for name in key.props if name.startswith("__")]
    assert key.props.is_protected
    assert key.props.scope is SCOPE


def test_what_nobody_protects_is_not_protected() -> None:
    (key,) = held(entry(CaseResource(KEY.type, "key", {}), STACK))

    assert not key.props.is_protected


@pytest.mark.parametrize(
    "mark",
    [{"external": True}, {"custom": False}, {"delete": True, "pendingReplacement": True}],
    ids=["only read", "a component", "deleted already"],
)
def test_what_the_stack_does_not_own_in_aws_is_left_out(mark: dict[str, bool]) -> None:
    assert held(entry(KEY, STACK, **mark)) == ()


def test_the_providers_are_there_for_they_say_where_the_others_are() -> None:
    (aws,) = state_of(engines_own(STACK), SCOPE).stack.resources

    assert (aws.type, aws.name) == ("pulumi:providers:aws", "aws")
    assert aws.props["region"] == "eu-central-1"


def test_a_resource_without_inputs_is_there_all_the_same() -> None:
    (key,) = held({"urn": "urn:pulumi:s::mesh::t::n", "type": "t", "custom": True})

    assert len(key.props) == 0


def test_what_waits_to_be_deleted_is_there_and_known_for_it() -> None:
    state = state_of((entry(KEY, STACK, delete=True), entry(KEY, STACK)), SCOPE)

    old, new = state.stack.resources
    assert state.leaving == {old}
    assert new is not old


def test_the_providers_notes_are_no_properties() -> None:
    inputs = {"a": [{"b": 1, "__defaults": ["b"]}], "__defaults": []}
    (found,) = held({**entry(KEY, STACK), "inputs": inputs})

    assert dict(found.props) == {"a": ({"b": 1},)}


def test_a_secret_is_neither_read_nor_shown() -> None:
    value = plain({"policy": encrypted(), "list": [encrypted()]})
    props = Props(value, SCOPE, "data")

    assert value == {"policy": SECRET, "list": [SECRET]}
    with pytest.raises(UnknownValueError) as raised:
        props["policy"]
    assert (raised.value.path, raised.value.what) == ("data.policy", SECRET)


@pytest.mark.parametrize("kind", [ASSET, ARCHIVE])
def test_what_is_no_json_is_unknown(kind: str) -> None:
    assert plain({"source": {SIGNATURE: kind, "text": "x"}}) == {"source": UNKNOWN}


def test_what_the_engine_did_not_know_is_unknown() -> None:
    assert plain(["04da6b54-80e4-46f7-96ec-b56ff0331ba9"]) == [UNKNOWN]


def test_numbers_are_as_they_were_written() -> None:
    assert repr(plain([30.0, 2.5, 7, True, None])) == "[30, 2.5, 7, True, None]"
