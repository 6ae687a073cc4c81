"""``python -m tactful vectors FILE...``: runs files of requests with verified answers."""

from __future__ import annotations

import argparse
import sys

from . import __version__, _vectors


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tactful", description="Tools of the tactful library.")
    parser.add_argument("--version", action="version", version=f"tactful {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    vectors = commands.add_parser("vectors", help="run files of requests with verified answers")
    vectors.add_argument("files", nargs="+", metavar="FILE", help='a JSON file: {"vectors": [...]}')
    arguments = parser.parse_args()
    # an answer may hold any character, and the terminal may not know it
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    return _vectors.run_files(arguments.files)


if __name__ == "__main__":
    sys.exit(main())
