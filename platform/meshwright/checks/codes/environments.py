"""Codes of environments against the mesh: people, keys and channels that are not there."""

from meshwright.errors import Code, Severity

NO_SUCH_DOMAIN = Code(
    "CHK030",
    "Unknown domain in `assume`",
    "`assume` in an environment file names domains of the mesh.",
    "correct the name, or delete the entry",
    Severity.WARNING,
)
PRINCIPAL_IS_DOMAIN = Code(
    "CHK031",
    "A principal has the name of a domain",
    "An agreement's file name could mean either of the two.",
    "rename the principal in the environment file, or the domain",
)
NOBODY_MAY_ASSUME = Code(
    "CHK032",
    "No principal may assume the roles",
    "The environment file does not say who may assume a domain's roles, so that only the deploying"
    " role may: its people cannot read, or its products' jobs cannot run.",
    "let the platform's owner name them under `assume` in the environment file",
    Severity.NOTE,
)
NO_BACKEND = Code(
    "CHK075",
    "An environment without a backend",
    "The engine keeps the state of every stack in the environment's backend; only `local` keeps its"
    " own. Nothing can be deployed without one.",
    "write where the engine keeps state: `backend: s3://BUCKET`",
)
NO_KEY = Code(
    "CHK131",
    "A table without a key that the mesh is to fill",
    "Each run stages rows and merges them into the table by its `primaryKey`: without one, nobody"
    " could say which rows are new, which have changed and which are gone.",
    "write `primaryKey: [...]`; or `format: parquet`, where others write its files",
)
NO_SUCH_CHANNEL = Code(
    "CHK139",
    "A channel for an unknown domain",
    "`slack.channels` in an environment file names domains of the mesh.",
    "correct the name, or delete the entry",
    Severity.WARNING,
)
NO_SLACK_HERE = Code(
    "CHK165",
    "No Slack in the local AWS",
    "Alarms reach Slack through AWS Chatbot, which the local AWS does not have: `slack` is checked,"
    " and what it stands for is made in the other environments alone.",
    "nothing has to be done: read what alarms say by `mesh runs`",
    Severity.NOTE,
)
