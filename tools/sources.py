#!/usr/bin/env python3
"""Say what the build is made of: one line `KIND GROUP PATH` for each C file, sorted.

    sources.py [ROOT]

KIND is `room` (a part of the library of a room), `main` (a part of the program), `unit` (a test
program of a room), `unit-help` (what the tests of a room share), `program` and `program-help` (the
same for the folders of test/ and for bench/), `fuzz` and `fuzz-help`. A test file without a `main`
is help for its neighbours. meson.build reads this when it configures, and make configures again
when the list has changed; so a new file needs no second entry anywhere.
"""
import pathlib
import re
import sys

MAIN = re.compile(r"^int\s+main\(|^int main\(", re.M)
FUZZ = "LLVMFuzzerTestOneInput("


def of_src(path, parts):
    """KIND and GROUP of a file under src/."""
    if len(parts) == 2:
        return "main", "openhall"
    if not path.name.startswith("test_"):
        return "room", parts[1]
    return ("unit" if MAIN.search(path.read_text()) else "unit-help"), parts[1]


def of_tests(path, parts):
    """KIND and GROUP of a file under test/ or bench/."""
    group = parts[0] if parts[0] == "bench" else parts[1]
    text = path.read_text()
    if FUZZ in text:
        return "fuzz", group
    if group == "fuzz":
        return "fuzz-help", group
    return ("program" if MAIN.search(text) else "program-help"), group


def sources(root):
    """Every C file under src/, test/ and bench/ as (kind, group, path)."""
    for top in ("src", "test", "bench"):
        for path in sorted((root / top).rglob("*.c")):
            parts = path.relative_to(root).parts
            if "node_modules" in parts or parts == ("test", path.name):
                continue
            kind, group = (of_src if top == "src" else of_tests)(path, parts)
            yield kind, group, path.relative_to(root)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    for kind, group, path in sources(root):
        print(kind, group, path)


if __name__ == "__main__":
    main()
