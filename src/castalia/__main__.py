"""Run the command line as ``python -m castalia``."""

from __future__ import annotations

from castalia.cli.main import main

if __name__ == "__main__":
    main()
