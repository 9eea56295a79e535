"""Every code that a finding about a change, rather than about a state, can carry."""

from meshwright.spec.codes import Code

CHANGE_CODES: tuple[Code, ...] = ()
