"""What the engine starts as its AWS plugin."""

from localaws.provider.process import main

if __name__ == "__main__":
    main()
