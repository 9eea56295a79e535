"""Every code that a finding about governance can carry: settings, packs, waivers, rules' own."""

from meshwright.errors import Code, Severity

NO_RULES = Code(
    "POL001",
    "No rule was asked",
    "A run in which no rule looked at any resource proves nothing, so it is no pass.",
    "see that the mesh has resources, that policies/guardrails/rules lists its rules, and that not"
    " all of them are off",
)
NO_SUCH_RULE = Code(
    "POL002",
    "No such rule",
    "Rules are named by their codes, such as S3-006; `mesh policy list` shows them.",
    "write the code of a rule, or delete the entry",
)
NO_SUCH_PARAMETER = Code(
    "POL003",
    "No such parameter",
    "A parameter that its rule does not read would change nothing and look as if it did.",
    "write one of the rule's parameters; its page lists them",
)
WRONG_VALUE = Code(
    "POL004",
    "Wrong type of value",
    "A rule's parameter is a number, true or false, a text, a list of texts, or a mapping to whole"
    " numbers.",
    "write the value as the rule's page shows it",
)
OUT_OF_RANGE = Code(
    "POL005",
    "A parameter is out of range",
    "A parameter has bounds beyond which no resource could satisfy the rule.",
    "stay within the bounds that the message names",
)
RELAXES = Code(
    "POL006",
    "Setting weakens an inherited rule",
    "An environment, a domain and a product may ask for more than those above them: the"
    " organisation's floor, the packs, and then each other in this order. For less they may ask of"
    " a rule that is relaxable; its page says so.",
    "ask for no less than holds here, or ask for a waiver of what cannot comply",
)
FLOOR_OFF = Code(
    "POL007",
    "A rule of the floor is switched off",
    "The organisation's floor holds wherever nothing stricter is said, and so it can switch off no"
    " rule that nobody may relax, and not all rules together.",
    "take the rule back, or mark it relaxable in its module",
)
CONTRADICTS = Code(
    "POL008",
    "Contradicting settings of a rule",
    "A rule that is off has no parameters, a rule belongs to one pack, and codes are unique.",
    "leave one of the two out",
)
NO_SUCH_DOMAIN = Code(
    "POL009",
    "Rules of an unknown domain",
    "A folder under policies/domains is named after the domain whose rules it holds.",
    "rename the folder, or delete it",
)
BROKEN_RULES = Code(
    "POL010",
    "Rules that cannot be loaded",
    "A domain's own rules are a package: `__init__.py` with a tuple RULES, one module and one file"
    " of cases for each.",
    "correct the module; `mesh policy test` asks every case of every rule",
)
NOT_ASKED = Code(
    "POL011",
    "Rules that are in no pack",
    "What no pack asks holds in `mesh check` alone: a hand-written resource passes it by.",
    "write `domainRules: true` in the file of one pack",
)
EMPTY_PACK = Code(
    "POL012",
    "A pack without rules",
    "The engine starts it and it asks nothing, which looks like more than it is.",
    "write codes of rules under `rules`, or delete the pack",
    Severity.WARNING,
)
WAIVER_EXPIRED = Code(
    "POL020",
    "Waiver expired",
    "What it was for counts again, and a waiver that has ended is no explanation.",
    "repair what was waived and delete the waiver, or have a new one approved",
)
WAIVER_UNUSED = Code(
    "POL021",
    "Unused waiver",
    "No rule finds anything at this path, in any environment: a waiver left behind would let the"
    " same through unseen when it comes back.",
    "delete the waiver, or correct its rule and the path of its finding",
)
WAIVER_AHEAD = Code(
    "POL022",
    "Waiver not yet in effect",
    "Approval is the merge, so a waiver is granted on the day of it or before.",
    "let it be granted on the day on which it is merged",
)

POLICY_CODES = (
    NO_RULES,
    NO_SUCH_RULE,
    NO_SUCH_PARAMETER,
    WRONG_VALUE,
    OUT_OF_RANGE,
    RELAXES,
    FLOOR_OFF,
    CONTRADICTS,
    NO_SUCH_DOMAIN,
    BROKEN_RULES,
    NOT_ASKED,
    EMPTY_PACK,
    WAIVER_EXPIRED,
    WAIVER_UNUSED,
    WAIVER_AHEAD,
)
