"""`python -m tools.oracle`: asks datacontract-cli anew, and writes its verdicts down."""

from tools.oracle.comparison import ANSWERS, contracts, reasons, written
from tools.oracle.environment import asked

if __name__ == "__main__":
    ANSWERS.write_text(written(asked(contracts()), reasons()), "utf-8")
