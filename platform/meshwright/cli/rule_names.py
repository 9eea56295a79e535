"""How a rule is named on the command line: by its code, its id, or an id that it had before."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from meshwright.cli import output
from meshwright.errors import UsageError

if TYPE_CHECKING:
    from guardrails.rule import Rule


def rule_named(name: str, rules: "Sequence[Rule]") -> "Rule":
    """The rule of a name; UsageError with the nearest one where there is none."""
    from guardrails.retired_codes import RETIRED
    from meshwright.wording import did_you_mean, shown

    if checks := RETIRED.get(name.upper()):
        raise UsageError(
            f"{name.upper()} is no rule any more, but the checks {' and '.join(checks)}",
            fix=f"mesh explain {checks[0]}",
        )
    found = find_rule(name, rules)
    if found is None:
        hint = did_you_mean(name, [n for rule in rules for n in (rule.code, rule.id)])
        raise UsageError(
            f"no rule has the code or the id {shown(name)}{hint}",
            fix="mesh policy list shows all codes",
        )
    return found


def find_rule(name: str, rules: "Sequence[Rule]") -> "Rule | None":
    """The rule of a name, with a word on stderr where it has another id today."""
    from guardrails.former_ids import FORMER_IDS

    former = name.lower()
    today = FORMER_IDS.get(former, former)
    known = {rule.id: rule for rule in rules} | {rule.code.lower(): rule for rule in rules}
    found = known.get(today)
    if found is not None and today != former:
        output.say(f"{former} is called {today} now")
    return found
