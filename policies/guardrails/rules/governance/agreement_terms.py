"""An agreement ends within the longest term of what it opens, so that somebody agrees anew."""

from collections.abc import Iterator

from guardrails.rule import At, Level, Parameter, Props, Rule, Tightening
from guardrails.types import PRODUCT

PERSONAL = "personal"
"""What tells of a person, whatever its classification: a term of its own."""


def check(props: Props) -> Iterator[At]:
    terms = props.parameters["mostDays"]
    for consumer, agreement in props.get("agreements", {}).items():
        # Another word than the four is GOV-002's affair.
        known = [word for word in agreement["opens"] if word in terms]
        if not known:
            continue
        word = min(known, key=lambda each: terms[each])
        days, most = agreement["days"], terms[word]
        if days > most:
            yield At(
                f"agreements.{consumer}.expires",
                f"it opens {word} data, for which an agreement holds at most {most} days,"
                f" not {days}",
            )


RULE = Rule(
    id="agreement-terms",
    code="GOV-013",
    title="Agreements end within the term of what they open",
    why="Who may read is asked once and forgotten: a purpose ends, a team is dissolved, and the"
    " right stays. An end date makes both sides look again.",
    fix="choose an earlier end date: `mesh access renew` carries an agreement on when it is due",
    controls=("GDPR art. 5(1)(e)",),
    level=Level.ADVISORY,
    checks={PRODUCT: check},
    parameters=(
        Parameter(
            name="mostDays",
            what="for which an agreement holds, from today or from its first day if that is later,"
            " by the classification of the columns that it opens, and for personal data",
            default={
                "public": 36_500,
                "internal": 36_500,
                "confidential": 1_095,
                "restricted": 365,
                PERSONAL: 730,
            },
            tightens=Tightening.LOWER,
            least=1,
        ),
    ),
)
