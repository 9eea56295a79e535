"""What is said of a rule wherever it is explained: what it asks, why, what to do, how it is set.

`mesh explain` shows it as text, a rule's page as Markdown.
"""

from collections.abc import Iterator, Mapping, Sequence

from guardrails.retired_codes import RETIRED
from guardrails.rule import Life, Parameter, Rule, Stage, Tightening
from guardrails.rules import ALL_RULES
from guardrails.settings import written
from meshwright.errors import RULE_PAGES, Code, rule_page
from meshwright.governance.codes import POLICY_CODES

FOLDER = RULE_PAGES
"""Where each rule has its page, relative to the repository's root."""
STAGES = {
    Stage.SPEC: "the specs, before anything is planned",
    Stage.RESOURCE: "each resource, before it is created",
    Stage.STACK: "the stack as a whole, in the preview before anything is created",
}
LIVES = {
    Life.DRAFT: "a draft, reported to its authors only",
    Life.IN_FORCE: "in force",
    Life.DEPRECATED: "deprecated: reported, and stops nothing",
}
TIGHTER = {
    Tightening.LOWER: "a smaller number",
    Tightening.HIGHER: "a larger number",
    Tightening.FEWER: "fewer entries",
    Tightening.MORE: "more entries",
}


def pages() -> Mapping[str, str]:
    """The explanation of every code that comes from the organisation's rules."""
    governance = {code.id: _code_text(code) for code in POLICY_CODES}
    retired = {code: _retired_text(code, others) for code, others in RETIRED.items()}
    return governance | retired | {rule.code: text(rule) for rule in ALL_RULES}


def explain(code: str) -> str | None:
    """The explanation of one code; None where no rule has it."""
    return pages().get(code.upper())


def _retired_text(code: str, others: Sequence[str]) -> str:
    """What there is to say of a code that no finding has any more."""
    say = "says" if len(others) == 1 else "say"
    said = f"{code}: a rule that is no more, since {' and '.join(others)} {say} the same."
    return f"{said}\n\nWhat still names it, such as a pack or a waiver, is accepted and ignored.\n"


def page_path(rule: Rule) -> str:
    return rule_page(rule.code, rule.id)


def text(rule: Rule) -> str:
    """All there is to say of a rule, but for its examples."""
    said = "\n".join(f"{label}: {value}" for label, value in facts(rule))
    listed = "".join(map(_parameter, rule.parameters))
    parameters = f"parameters:{listed}\n" if listed else ""
    return f"""\
{rule.code} ({rule.level}): {rule.title}

{rule.why}

fix: {rule.fix}

{said}
{parameters}page: {page_path(rule)}
"""


def facts(rule: Rule) -> Iterator[tuple[str, str]]:
    """What a rule is called and how it holds, each by its label."""
    yield "id", rule.id
    yield "level", f"{rule.level}; {_relaxable(rule)}"
    yield "asked of", "; ".join(STAGES[stage] for stage in rule.stages)
    yield "life", "; ".join(_life(rule))
    if rule.controls:
        yield "controls", ", ".join(rule.controls)


def _relaxable(rule: Rule) -> str:
    may = "less" if rule.relaxable else "more only"
    return f"an environment, a domain or a product may ask for {may}"


def _life(rule: Rule) -> Iterator[str]:
    yield LIVES[rule.life]
    if rule.introduced is not None:
        yield f"introduced on {rule.introduced}"
    for environment, day in sorted(rule.mandatory_from.items()):
        yield f"mandatory in {environment} from {day} on, a warning until then"


def tighter(parameter: Parameter) -> str:
    """Which change of a parameter asks for more."""
    return TIGHTER[parameter.tightens]


def bounds(parameter: Parameter) -> str:
    """Between what a parameter has to stay; empty where anything goes."""
    least = f"at least {parameter.least:g}" if parameter.least is not None else ""
    most = f"at most {parameter.most:g}" if parameter.most is not None else ""
    return ", ".join(filter(None, (least, most)))


def _parameter(parameter: Parameter) -> str:
    limits = f"; {bounds(parameter)}" if bounds(parameter) else ""
    return (
        f"\n  {parameter.name}: {parameter.what}"
        f"\n    default {written(parameter.default)}; {tighter(parameter)} asks for more{limits}"
    )


def _code_text(code: Code) -> str:
    return f"{code.id} ({code.severity}): {code.title}\n\n{code.explanation}\n\nfix: {code.fix}\n"
