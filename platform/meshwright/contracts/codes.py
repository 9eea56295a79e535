"""Every code that a finding about a change, rather than about a state, can carry."""

from meshwright.errors import Code, Severity

REPARTITIONED = Code(
    "CHK061",
    "A table gets other partition keys",
    "Glue changes the keys of a table and leaves its partitions as they are, with values for the"
    " old keys: Athena fails at them, or reads them under another column's name. Where data is"
    " kept, `mesh up` refuses the change as long as the table has partitions that do not fit;"
    " elsewhere they go with it. The files stay where they are.",
    "keep the keys, and bring the new ones in a table of another name; or empty the table first",
    Severity.WARNING,
)

DEPLOYER_CHANGED = Code(
    "CHK054",
    "A change of deployer",
    "Who made a database or table may change and drop it; an administrator of Lake Formation may"
    " not, if another made it, but may grant it to itself. `mesh up` does that before it changes a"
    " product, plain `pulumi up` does not.",
    "follow 'A new deployer' in docs/how-to/real-account.md",
    Severity.WARNING,
)
GRANTEE_GOES = Code(
    "CHK055",
    "A role with grants is removed",
    "AWS keeps the grants of a role that is deleted, and a new role of its name has them again."
    " `mesh up` and `mesh destroy` revoke them before the role goes. Plain `pulumi` cannot: it"
    " knows one stack at a time.",
    "use `mesh`, or run the stacks that grant to it before its domain's",
    Severity.NOTE,
)

SIMILAR = Code(
    "CHK183",
    "A new product resembles one that is there",
    "Most of what a new product has is offered already, by its columns or by columns and words"
    " together: two products of one thing differ sooner or later, and readers do not know which one"
    " to trust. What it reads, and what ends, is not compared.",
    "read the other product where it serves, and ask its owner for what it lacks; nothing, if this"
    " one is another thing",
    Severity.NOTE,
)
NEWLY_READ = Code(
    "CHK071",
    "Protected data gets a reader",
    "A column that is or was personal, confidential or restricted will be read by somebody who"
    " cannot read it today, though no agreement names it: the agreement opens all columns or the"
    " unprotected ones, or the reader needs none.",
    "ask the column's owner; where it is not meant, protect the column or name the agreement's"
    " columns",
    Severity.WARNING,
)
MORE_READ = Code(
    "CHK072",
    "A reader gets more columns",
    "Who can read what follows from columns, classifications and agreements together, so that it"
    " is said here in one place.",
    "nothing, if it is meant",
    Severity.NOTE,
)
OTHER_ROWS = Code(
    "CHK154",
    "A reader sees other rows of a table",
    "The row filter under which somebody reads goes, comes or is another one. Queries go on as they"
    " are and find more rows, fewer, or others, so that no error tells of it. Whether one filter"
    " shows more than another is not computed: each other one may.",
    "ask the table's owner where rows are opened, and its reader where rows go; nothing, if both"
    " mean it",
    Severity.WARNING,
)
FILES_TAKEN = Code(
    "CHK186",
    "Files that a reader finds no more",
    "An agreement with `files: true` gives whole files through an access point. What reads them"
    " names that access point, and asks for no grant: where it goes, or leaves a table out, reading"
    " fails at once, and no query of Athena shows it.",
    "ask the reader first, and give it time; nothing, if both mean it",
    Severity.WARNING,
)
LOOSENED = Code(
    "CHK073",
    "An environment asks for less",
    "The environment file protects less than it did: data, administrators, the engine's state, or"
    " who may act as a domain's people and jobs. No spec shows it.",
    "make sure that it is meant",
    Severity.WARNING,
)
RULE_LOOSENED = Code(
    "CHK062",
    "A rule asks for less",
    "What passes and what stops a deployment follows from the floor, packs, environments, domains"
    " and products together. A level that falls, a parameter that asks for less, or a line that"
    " is taken away shows in no finding: it makes findings go.",
    "make sure that governance means it; where it is for one finding, a waiver says so for a while",
    Severity.WARNING,
)
NOT_PICKED = Code(
    "CHK063",
    "A rule is removed from a pack",
    "The engine asks a rule where a pack picks it, whoever runs the engine. `mesh check` goes on"
    " asking it, plain `pulumi` does not.",
    "add the rule to the rules of one pack",
    Severity.WARNING,
)
WAIVED_LONGER = Code(
    "CHK064",
    "A waiver holds for longer",
    "A waiver is for a while. One that is made longer again and again is an exception that nobody"
    " decided on.",
    "correct what is waived, or ask governance whether the rule fits",
    Severity.WARNING,
)
ENVIRONMENT_GONE = Code(
    "CHK074",
    "An environment that is no longer there",
    "Nothing of it is checked or deployed any more, and what was deployed stays in its account and"
    " region.",
    "bring its file back as it was, or destroy first what is deployed there",
    Severity.WARNING,
)
SEEMS_MOVED = Code(
    "CHK076",
    "A product that seems to have moved",
    "AWS names derive from a product's path. At another path it is another product: it starts"
    " empty, and its data and readers stay with the old names. `mesh move` writes down in"
    " product.lock.yaml whose names it keeps, also where the folder was moved by hand.",
    "run `mesh move OLD NEW`, or move the folder back",
    Severity.WARNING,
)
GONE = Code(
    "CHK077",
    "A spec that is gone while its data is there",
    "Only what a spec describes is brought up or taken down. What was deployed for it stays, and"
    " nobody owns it any more.",
    "bring the spec back with `status: retired`, and destroy the product before its spec goes:"
    " docs/how-to/delete-data.md",
    Severity.WARNING,
)

_SUPERSEDE = (
    "keep it, and bring the change in a new table that `supersedes` this one, which gets"
    " `status: deprecated` and a `sunset`: docs/how-to/change-a-contract.md"
)

COLUMN_DROPPED = Code(
    "CHK080",
    "A column is dropped",
    "Queries that name the column fail from the moment on at which the change is deployed; its"
    " values stay in the files, where nobody reads them.",
    _SUPERSEDE,
)
COLUMN_RENAMED = Code(
    "CHK081",
    "A column is renamed",
    "Queries name columns, and fail at a name that is gone. An Iceberg table keeps the values of a"
    " column that says `renamedFrom`. Parquet is read by name: under another name a column is"
    " another column, which is null in every file that is there. So a column that is dropped beside"
    " one of its type that is added is called a rename, too.",
    _SUPERSEDE,
)
TYPE_CHANGED = Code(
    "CHK082",
    "A column gets another type",
    "Files keep the type that they were written with. Athena reads them by the table's type where"
    " that is wider (int to bigint, float to double, a decimal of more digits and the same scale, a"
    " uuid as a string), and fails, or reads another value, everywhere else.",
    _SUPERSEDE,
)
PROMISE_TIGHTENED = Code(
    "CHK083",
    "A promise that stored rows were not held to",
    "Rows that are stored were written under the old promise, and stay. A column that newly is"
    " required or unique, an enum with fewer values, or another key is promised of them too, and"
    " readers trust it.",
    "look at the stored rows first, and waive the finding with what you saw as its reason; or bring"
    " the promise in a new table that `supersedes` this one",
)
TABLE_REMOVED = Code(
    "CHK084",
    "A table is removed",
    "Its readers lose it with the change, and so they do where it comes back under another name.",
    "keep it with `status: deprecated`, a `sunset` and a `successor`, and retire it when its"
    " readers have moved: docs/how-to/change-a-contract.md",
)
LESS_PROMISED = Code(
    "CHK085",
    "Less is promised than before",
    "Readers chose the data for what its owner promises of it: quality, freshness, availability,"
    " retention, the day until which it is there.",
    "keep the promise; or tell the readers, and waive the finding until they have agreed",
)
PROTECTION_LOWERED = Code(
    "CHK086",
    "A column is protected less",
    "A column that is no longer personal, or is classified lower, may be opened to more people, now"
    " or by any later agreement.",
    "let the column's owner and governance agree, and say why in the pull request",
    Severity.WARNING,
)
PROTECTION_RAISED = Code(
    "CHK087",
    "A reader loses a column that becomes protected",
    "A protected column is read by an agreement that names it, or opens all. Whoever read it by"
    " default, or by an agreement that names no columns, fails at it from now on.",
    "agree with its readers on the columns that they need, in the same change",
    Severity.WARNING,
)
PROMISE_LOOSENED = Code(
    "CHK088",
    "A promise of values is let go",
    "Every query goes on, and may meet what it could not meet before: a null, a value twice, a"
    " value that was none of the enum.",
    "tell the readers that are named",
    Severity.NOTE,
)
TERMS_CHANGED = Code(
    "CHK201",
    "Readers asked on other terms",
    "What a product is meant for, what it cannot tell, its licence and its price are what somebody"
    " knew who asked for it. Queries go on; whether the purpose of an agreement still fits is for"
    " its two sides to say.",
    "tell the readers that are named, and let them agree",
    Severity.WARNING,
)
VERSION_STAYS = Code(
    "CHK089",
    "The version does not say what changes",
    "A product's version says by its first number that readers have to do something, and by its"
    " second that there is more for them or that something is deprecated (semver.org 2.0.0, points"
    " 7 and 8). Version 0 is no exception: its readers are as real.",
    "write the version that the finding names",
)
WITHDRAWN = Code(
    "CHK090",
    "What is deployed becomes a draft",
    "A draft is deployed only where the environment takes drafts, and has no readers. Everywhere"
    " else it would be left without a spec.",
    "give it `status: deprecated` and a `sunset` where it is to end",
)

NEW_READER = Code(
    "CHK091",
    "A new reader of what will end",
    "What is deprecated gets no new readers: they would have to move at once.",
    "read its successor",
)
IDS_LOST = Code(
    "CHK143",
    "Fields that would lose their values",
    "Data files of an Iceberg table know its fields by ids. Until product.lock.yaml keeps them, ids"
    " follow from the order of the columns, and most changes of the columns change them: a column"
    " would show another one's values, or none.",
    "run `mesh lock`, and commit the file with the change",
)
REFUSED_BY_ICEBERG = Code(
    "CHK144",
    "A change that Iceberg refuses",
    "An Iceberg table evolves in place: columns and fields of structs are added, dropped, reordered"
    " and renamed, int becomes bigint, float double, and a decimal gets more digits. It refuses any"
    " other type for a column that stays, another key of a map, and to drop a column by which its"
    " files are parted. The deployment would fail.",
    "add a column of the new type under another name; or bring the change in a new table that"
    " `supersedes` this one: docs/how-to/evolve-an-iceberg-table.md",
)
FORMAT_CHANGED = Code(
    "CHK145",
    "A table that is made anew in another format",
    "A table of Parquet files and an Iceberg table are two things in the data catalog: the one is"
    " replaced by the other, which starts empty. The files of before stay in the bucket, and no"
    " table reads them.",
    "keep the `format`, and bring the other one in a new table that `supersedes` this one:"
    " docs/how-to/evolve-an-iceberg-table.md",
)

WAIVED_CHANGES = (
    COLUMN_DROPPED,
    COLUMN_RENAMED,
    TYPE_CHANGED,
    PROMISE_TIGHTENED,
    TABLE_REMOVED,
    LESS_PROMISED,
    PROTECTION_LOWERED,
    PROTECTION_RAISED,
    PROMISE_LOOSENED,
    TERMS_CHANGED,
    VERSION_STAYS,
    WITHDRAWN,
    REPARTITIONED,
    FORMAT_CHANGED,
)
"""What a waiver of the product may name."""

CHANGE_CODES = (
    DEPLOYER_CHANGED,
    GRANTEE_GOES,
    REPARTITIONED,
    NEWLY_READ,
    MORE_READ,
    OTHER_ROWS,
    FILES_TAKEN,
    LOOSENED,
    RULE_LOOSENED,
    NOT_PICKED,
    WAIVED_LONGER,
    ENVIRONMENT_GONE,
    SEEMS_MOVED,
    GONE,
    NEW_READER,
    IDS_LOST,
    SIMILAR,
    REFUSED_BY_ICEBERG,
    *(code for code in WAIVED_CHANGES if code is not REPARTITIONED),
)
