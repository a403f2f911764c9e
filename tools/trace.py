#!/usr/bin/env python3
"""List every requirement with the tests that name it.

    trace.py [ROOT] [--missing]

A test names a requirement by its id in a comment at the test, or in its own name (test_q7_recall).
C tests, tests of the screens, and the scripts under test/ count. Fails when a requirement that
docs/requirements.txt claims (`+`) has no test; `--missing` leaves out those that have one.
"""
import collections
import pathlib
import re
import sys

ID = re.compile(r"(?<![A-Za-z0-9.+-])([A-Z]\d{1,2})(?![A-Za-z0-9.])")
IN_NAME = re.compile(r"(?<=_)([a-z]\d{1,2})(?=_|$)")
C_FUNCTION = re.compile(r"^(?:static )?(?:void|int|bool) (\w+)\([^;]*$")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
WEB_TEST = re.compile(r"\b(?:it|test|describe)(?:\.\w+)?\(\s*(['\"`])(.*?)\1")


def read_requirements(text):
    """[(id, claimed, name)] in the order of the file."""
    rows = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, mark, title = line.split(None, 2)
            rows.append((name, mark == "+", title))
    return rows


def of_c(path, text):
    """(id, test) pairs of a C test. A comment belongs to the function that it stands in or directly above."""
    lines = text.splitlines()
    owner, current = [None] * len(lines), None
    for i, line in enumerate(lines):
        started = C_FUNCTION.match(line)
        if started:
            current = started[1]
            above = i - 1
            while above >= 0 and lines[above].strip() and not lines[above].startswith(("}", "#")) \
                    and not lines[above].endswith(";"):
                owner[above] = current
                above -= 1
        owner[i] = current
        if line.startswith("}"):
            current = None
    for comment in COMMENT.finditer(text):
        for found in ID.finditer(comment[0]):
            line = text.count("\n", 0, comment.start() + found.start())
            yield found[1], f"{path}: {owner[line]}" if owner[line] else str(path)
    for name in {n for n in owner if n}:
        for found in IN_NAME.finditer(name):
            yield found[1].upper(), f"{path}: {name}"


def of_other(path, text):
    """(id, test) pairs of a script or a test of the screens; the title of the test where it holds the id."""
    for line in text.splitlines():
        title = WEB_TEST.search(line)
        for found in ID.finditer(line):
            yield found[1], f"{path}: {title[2]}" if title and found[1] in title[2] else str(path)


def test_files(root):
    """Paths of all tests below `root`."""
    yield from sorted((root / "src").rglob("test_*.c"))
    for path in sorted((root / "test").rglob("*")):
        if path.is_file() and (path.suffix in (".c", ".py", ".sh", ".mjs", ".ts") or path.name == "run"):
            yield path
    for pattern in ("*.test.ts", "*.e2e.mjs", "*.test.mjs"):
        for path in sorted((root / "web").rglob(pattern)):
            if "node_modules" not in path.parts:
                yield path


def trace(root):
    """{id: [tests]}, without repetition, in the order of the files."""
    tests = collections.defaultdict(dict)
    for path in test_files(root):
        name = path.relative_to(root)
        text = path.read_text()
        for requirement, test in (of_c if path.suffix == ".c" else of_other)(name, text):
            tests[requirement][test] = None
    # A file's name says nothing that the tests in it do not say already.
    return {requirement: [t for t in found if ": " in t or not any(o.startswith(f"{t}: ") for o in found)]
            for requirement, found in tests.items()}


def main():
    arguments = [a for a in sys.argv[1:] if a != "--missing"]
    root = pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).resolve().parent.parent
    rows = read_requirements((root / "docs" / "requirements.txt").read_text())
    tests = trace(root)
    missing = [name for name, claimed, _ in rows if claimed and name not in tests]
    without = [name for name, claimed, _ in rows if not claimed and name not in tests]
    for name, _, title in rows:
        if name in tests and "--missing" not in sys.argv:
            print(f"{name} {title}: {len(tests[name])} tests")
            for test in tests[name]:
                print(f"    {test}")
    print(f"without a test, and not claimed: {' '.join(without) or 'none'}")
    if missing:
        print(f"claimed, but without a test: {' '.join(missing)}")
    covered = sum(claimed and name in tests for name, claimed, _ in rows)
    print("a test counts where its name, or a comment at it, names the requirement; whether it proves it is for a reader")
    print(f"trace: {covered} of {covered + len(missing)} claimed requirements have tests")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
