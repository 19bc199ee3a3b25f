"""`python -m loket`: the command line of an installation."""

from loket.cli import main

if __name__ == "__main__":
    main()
