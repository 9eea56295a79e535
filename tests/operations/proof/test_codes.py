"""Every kind of difference is explained under its code."""

from meshwright.operations.proof.codes import PROOF_CODES
from meshwright.operations.proof.values import Kind


def test_every_kind_of_difference_has_its_code() -> None:
    assert [code.id for code in PROOF_CODES] == [kind.value for kind in Kind]
