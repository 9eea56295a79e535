"""datacontract-cli as a second opinion on the verdicts of the contract gate."""
