"""`python -m rca_kernel` is the `rca` command."""

from rca_kernel.app.cli import main

if __name__ == "__main__":
    main(prog_name="rca")
