"""`python -m hiring`: the commands."""

from hiring.cli import main

if __name__ == "__main__":
    main()
