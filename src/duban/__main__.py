"""`python -m duban` is `duban`."""

from duban.cli import main

if __name__ == "__main__":
    main(prog_name="duban")
