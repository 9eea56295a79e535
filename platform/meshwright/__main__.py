"""`python -m meshwright` is the `mesh` command; the launcher runs exactly this."""

from meshwright.cli.app import main

if __name__ == "__main__":
    main()
