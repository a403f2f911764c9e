#!/usr/bin/env python3
"""Hold the documents against the program.

    docs.py PROGRAM [ROOT]

- the manual page, the completion and `openhall help` list the same commands, and the first two the
  same options as `openhall COMMAND --help`;
- the example settings, the manual page and the operator guides name the settings of `openhall config show`,
  all of them and no others, and the example passes `openhall config check`;
- links in the documents lead somewhere;
- the user guides have a section for every screen, in both languages, and show every picture that `make pictures` takes;
- the files and functions that ARCHITECTURE.md and the charts name exist;
- mandoc finds nothing to say about the manual page, where it is installed.
"""
import pathlib
import re
import shutil
import subprocess
import sys

NO_OPTIONS = {"help", "version"}
NAMING = ["ARCHITECTURE.md", "docs/uml.md", "docs/state-charts.md"]
USER_GUIDES = {"zh": "docs/user-guide.zh-CN.md", "en": "docs/user-guide.md"}
PICTURES_MAX = 4 * 1024 * 1024
GUIDES = ["docs/operator-guide.md", "docs/operator-guide.zh-CN.md"]


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def commands_of_program(program):
    """{command: its options}, as the program says."""
    names = re.findall(r"^  ([\w-]+) +\S", run(program, "help"), re.M)
    return {name: set() if name in NO_OPTIONS else
            set(re.findall(r"^  --([\w-]+)", run(program, name, "--help"), re.M)) - {"help"} for name in names}


def commands_of_manual(text):
    """{command: its options}; `help` and `version` stand in the synopsis."""
    found = {name: set() for name in re.findall(r"^\.Cm (\w+)$", text, re.M) if name in NO_OPTIONS}
    part = text[text.index(".Sh COMMANDS"):text.index(".Sh SETTINGS")]
    for section in re.split(r"^\.Ss ", part, flags=re.M)[1:]:
        found[section.split()[0]] = set(re.findall(r"^\.It Fl -([\w-]+)", section, re.M))
    return found


def commands_of_completion(text):
    names = re.search(r'commands="([^"]+)"', text)[1].split()
    body = text[text.index("_openhall_options()"):text.index("_openhall_verbs()")]
    options = {}
    for row in re.finditer(r"^\t([\w |-]+)\) echo (.+) ;;$", body, re.M):
        for name in row[1].split(" | "):
            options[name] = {word.removeprefix("--") for word in row[2].split()}
    return {name: options.get(name, set()) for name in names}


def settings_of(text):
    """{section.name} of an INI text."""
    section, found = "", set()
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[] ")
        elif "=" in line and not line.startswith("#"):
            found.add(f"{section}.{line.split('=')[0].strip()}")
    return found


def settings_of_manual(text):
    part = text[text.index(".Sh SETTINGS"):text.index(".Sh FILES")]
    found = set()
    for row in re.finditer(r"^\.It Cm \[(\w+)\]\n\.Cm (.+)$", part, re.M):
        found |= {f"{row[1]}.{name}" for name in row[2].split(" , ")}
    return found


def settings_of_guide(text):
    return set(re.findall(r"^\| `((?:server|print|demo)\.\w+)` \|", text, re.M))


def differences(what, have, want):
    for name in sorted(want - have):
        yield f"{what}: lacks {name}"
    for name in sorted(have - want):
        yield f"{what}: has {name}, which the program has not"


def check_commands(root, program):
    want = commands_of_program(program)
    manual = commands_of_manual((root / "packaging/openhall.1").read_text())
    completion = commands_of_completion((root / "packaging/openhall.bash").read_text())
    for what, have in (("openhall.1", manual), ("openhall.bash", completion)):
        yield from differences(what, set(have), set(want))
        for name in sorted(set(have) & set(want)):
            yield from differences(f"{what}: {name}", {f"--{o}" for o in have[name]}, {f"--{o}" for o in want[name]})


def check_settings(root, program):
    want = settings_of(run(program, "config", "show"))
    example = root / "packaging/openhall.ini.example"
    yield from differences(example.name, settings_of(example.read_text()), want)
    yield from differences("openhall.1", settings_of_manual((root / "packaging/openhall.1").read_text()), want)
    for guide in GUIDES:
        yield from differences(guide, settings_of_guide((root / guide).read_text(encoding="utf-8")), want)
    said = run(program, "config", "check", str(example))
    if "is good" not in said:
        yield f"{example.name}: {said.strip()}"


def documents(root):
    yield from sorted(root.glob("*.md"))
    yield from sorted(root.glob("docs/**/*.md"))


def check_links(root):
    for path in documents(root):
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if not re.match(r"\w+:", target) and not (path.parent / target).exists():
                yield f"{path.relative_to(root)}: there is no {target}"


def check_names(root):
    """Names in backquotes: a path from the root or from src/, or a word with an underscore."""
    code = "\n".join(p.read_text(encoding="utf-8") for top in ("src", "contract") for p in sorted((root / top).rglob("*"))
                     if p.suffix in (".c", ".h", ".json"))
    words = set(re.findall(r"\w+", code))
    for name in NAMING:
        text = re.sub(r"```.*?```", "", (root / name).read_text(encoding="utf-8"), flags=re.S)
        for said in sorted(set(re.findall(r"`([\w./-]+)`", text))):
            if re.fullmatch(r"\w+(/[\w-]+)*/[\w-]+\.\w+", said):
                if not (root / said).exists() and not (root / "src" / said).exists():
                    yield f"{name}: there is no {said}"
            elif re.fullmatch(r"[A-Za-z]+(_[A-Za-z]+)+", said) and said not in words:
                yield f"{name}: nothing is called {said}"


def check_screens(root):
    """Each address of routes.ts stands in the heading of a section; `/` and the catch-all are no screens of a hall."""
    routes = re.findall(r"path: '/([\w-]+)[/']", (root / "web/src/routes.ts").read_text(encoding="utf-8"))
    for guide in USER_GUIDES.values():
        headings = "\n".join(re.findall(r"^#+ .*$", (root / guide).read_text(encoding="utf-8"), re.M))
        for route in sorted(set(routes)):
            if not re.search(rf"`/{route}[/`]", headings):
                yield f"{guide}: has no section for the screen /{route}"


def check_pictures(root):
    shots = set(re.findall(r"^\t\{ name: '([\w-]+)'", (root / "web/tools/pictures.mjs").read_text(encoding="utf-8"), re.M))
    for language, guide in USER_GUIDES.items():
        shown = set(re.findall(rf"\(pictures/{language}/([\w-]+)\.webp\)", (root / guide).read_text(encoding="utf-8")))
        taken = {path.stem for path in (root / "docs/pictures" / language).glob("*")}
        for name in sorted(shots - shown):
            yield f"{guide}: does not show the picture {name}"
        for name in sorted(shown - shots):
            yield f"{guide}: shows {name}, which `make pictures` does not take"
        yield from (f"docs/pictures/{language}: {name} is missing; `make pictures` takes it" for name in sorted(shots - taken))
        yield from (f"docs/pictures/{language}: {name} belongs to no row" for name in sorted(taken - shots))
    size = sum(path.stat().st_size for path in (root / "docs/pictures").rglob("*.webp"))
    if size > PICTURES_MAX:
        yield f"docs/pictures: {size} bytes, at most {PICTURES_MAX}"


def check_manual(root):
    if not shutil.which("mandoc"):
        return
    for line in run("mandoc", "-Tlint", "-Wstyle", str(root / "packaging/openhall.1")).splitlines():
        if "outdated mandoc.db" not in line and "referenced manual not found" not in line:
            yield line


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    root = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).resolve().parent.parent)
    faults = [*check_commands(root, program), *check_settings(root, program), *check_links(root),
              *check_screens(root), *check_pictures(root),
              *check_names(root), *check_manual(root)]
    for fault in faults:
        print(fault)
    print(f"docs: {len(faults)} faults in {len(list(documents(root)))} documents")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
