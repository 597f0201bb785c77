"""`python -m cockpit <command>`: everything an operator does on the host; each command has its file."""

from __future__ import annotations

import sys

from cockpit.commands.line import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
