#!/usr/bin/env python3
"""Check the style rules that a program can check; STYLE.md says what they are and why.

    tidy.py [ROOT]

Names each fault with its file and line, and ends with the measures that have a limit.
"""
import dataclasses
import pathlib
import re
import subprocess
import sys

FUNCTION_LINES_MAX = 70
FUNCTION_LINES_95_MAX = 50
FILE_LINES_MAX = 800
HEADER_LINES_MAX = 200
LINE_COLUMNS_MAX = 120
GOTOS_A_KLOC_MAX = 1.0
TAB_WIDTH = 8

BANNED = {
    "strcpy": "text_copy() or memcpy() with a checked length",
    "strcat": "struct buf", "strncpy": "text_copy()", "strncat": "struct buf",
    "sprintf": "snprintf() or text_printf()", "vsprintf": "vsnprintf()",
    "strtok": "the text_ functions", "gets": "fgets()",
    "atoi": "text_int() or strtoll() with its checks", "atol": "strtoll()", "atof": "strtod()",
    "rand": "struct rng", "srand": "rng_seed()", "random": "struct rng",
    "localtime": "civil_local_day()", "gmtime": "civil_from_day()", "alloca": "the arena",
    "assert": "ASSERT() of base/bug.h, which stays on", "system": "posix_spawn()",
}
# What would let the world into a pure room.
PURE_ROOMS = ("src/queue/", "src/plan/", "src/records/", "src/kpi/")
IMPURE = {"time", "gettimeofday", "clock_gettime", "malloc", "calloc", "realloc", "free", "open", "fopen", "printf",
          "fprintf", "socket", "getenv", "pthread_create", "sleep", "usleep", "nanosleep"}
# In pieces, so that this file does not hold the words that it looks for.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")
WORKPLACE = re.compile("/wo" + "rk/|" + "shared/(?:data|design|requirements|anchors|cases|hooks)|before-" + "stop")
WORKPLACE_FREE = {".ci/run"}
TEXT_FILES = {".c", ".h", ".py", ".md", ".txt", ".json", ".ts", ".vue", ".mjs", ".js", ".css", ".html", ".build", ".sql",
              ".sh", ".service", ".1", ".5", ".yml", ".dict", ""}
MADE = re.compile(r"package-lock\.json$|schema\.d\.ts$|^LICENSE$")

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
CALL = re.compile(r"(?<![\w.>])(\w+)\s*\(")
PROTOTYPE = re.compile(r"^(?!typedef|struct \w+ \{|enum|static|extern const|#|\s|\}|/|\*)[\w*][^;{}=]*\([^;{}]*\)\s*;", re.M)
REQUIREMENT = re.compile(r"(?<![\w.+-])([A-Z])(\d{1,2})(?![\w.])")
STANDARDS = {"C11", "C17", "C99"}


@dataclasses.dataclass
class File:
    """A file with its text, and for C the text without comments and strings (same lines)."""
    name: str
    text: str
    code: str = ""

    @property
    def is_c(self):
        return self.name.endswith((".c", ".h")) and self.name.startswith(("src/", "test/", "bench/"))

    @property
    def is_test(self):
        return not self.name.startswith("src/") or pathlib.PurePosixPath(self.name).name.startswith("test_")


def blank(match):
    """The comment or string as blanks, its lines kept; a string stays a string."""
    text = match[0]
    if text[0] in "\"'":
        return text[0] + " " * (len(text) - 2) + text[0]
    return re.sub(r"[^\n]", " ", text)


def listing(root):
    """Paths of what belongs to the product: tracked, or new and not ignored."""
    git = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, text=True, capture_output=True)
    if git.returncode == 0 and (root / ".git").exists():
        names = git.stdout.splitlines()
    else:
        names = [str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()]
    skip = re.compile(r"(^|/)(node_modules|build|build-\w+|\.git|__pycache__|corpus|golden)(/|$)")
    return sorted(n for n in names if not skip.search(n) and (root / n).is_file())


def load(root):
    files = []
    for name in listing(root):
        if pathlib.PurePosixPath(name).suffix not in TEXT_FILES or MADE.search(name):
            continue
        try:
            text = (root / name).read_text()
        except UnicodeDecodeError:
            continue
        file = File(name, text)
        if file.is_c:
            file.code = COMMENT.sub(blank, text)
        files.append(file)
    return files


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def functions(file):
    """(name, first line, lines) of each function: its brace stands alone at the left edge, or it is one line."""
    lines = file.code.splitlines()
    start = None
    for i, line in enumerate(lines):
        if line and not line[0].isspace() and line[0] not in "{}#/*" and not line.startswith(("struct ", "enum ")) \
                or re.match(r"(struct|enum) \w+ \*?\w+\(", line):
            start = i
        if line.rstrip() == "{" and start is not None:
            end = next((j for j in range(i, len(lines)) if lines[j].startswith("}")), len(lines) - 1)
            name = re.search(r"(\w+)\s*\(", " ".join(lines[start:i]))
            yield (name[1] if name else "?"), start + 1, end - start + 1
            start = None


def check_text(file):
    """Rules for every text file."""
    for i, line in enumerate(file.text.split("\n"), 1):
        where = f"{file.name}:{i}"
        if line != line.rstrip():
            yield f"{where}: blanks at the end of the line"
        if UNFINISHED.search(line):
            yield f"{where}: finish it, or describe the limit in the documents: {line.strip()[:60]}"
        if WORKPLACE.search(line) and file.name not in WORKPLACE_FREE:
            yield f"{where}: names a place of the workplace: {line.strip()[:60]}"
    if file.text and not file.text.endswith("\n"):
        yield f"{file.name}: no newline at the end"
    if file.text.endswith("\n\n"):
        yield f"{file.name}: empty lines at the end"


def check_c(file):
    """Rules for every C file, tests too."""
    lines = file.text.splitlines()
    limit = HEADER_LINES_MAX if file.name.endswith(".h") else FILE_LINES_MAX
    if len(lines) > limit:
        yield f"{file.name}: {len(lines)} lines, more than {limit}; split it by concept"
    if not file.text.startswith("/*"):
        yield f"{file.name}: opens without a comment that says what it is for"
    for i, line in enumerate(lines, 1):
        if len(line.expandtabs(TAB_WIDTH)) > LINE_COLUMNS_MAX:
            yield f"{file.name}:{i}: wider than {LINE_COLUMNS_MAX} columns"
        if re.match(r" {8}", line):
            yield f"{file.name}:{i}: indented with blanks; use tabs"
    for name, line, n in functions(file):
        if n > FUNCTION_LINES_MAX:
            yield f"{file.name}:{line}: {name} has {n} lines, more than {FUNCTION_LINES_MAX}"
    for match in re.finditer(r"^\s*typedef\s+(struct|enum|union)\b", file.code, re.M):
        yield f"{file.name}:{line_of(file.code, match.start())}: typedef hides what it is; write {match[1]} out"
    yield from check_calls(file)


def check_calls(file):
    pure = file.name.startswith(PURE_ROOMS) and not file.is_test
    for match in CALL.finditer(file.code):
        where = f"{file.name}:{line_of(file.code, match.start())}"
        name = match[1]
        if name in BANNED:
            yield f"{where}: {name}() is banned; use {BANNED[name]}"
        if pure and name in IMPURE:
            yield f"{where}: {name}() in a pure room; pass in what it would fetch"


def check_header(file):
    """Guard, and a contract for each prototype; prototypes without an empty line between share one."""
    guard = "OH_" + re.sub(r"\W", "_", file.name.removeprefix("src/")).upper()
    if f"#ifndef {guard}\n#define {guard}\n" not in file.text or not file.text.rstrip().endswith("#endif"):
        yield f"{file.name}: wants the include guard {guard}"
    lines = file.text.splitlines()
    covered = set()
    for match in PROTOTYPE.finditer(file.code):
        first, last = line_of(file.code, match.start()), line_of(file.code, match.end())
        above = lines[first - 2].strip() if first >= 2 else ""
        beside = lines[last - 1].rstrip().endswith("*/")
        if above.endswith("*/") or beside or first - 1 in covered:
            covered.update(range(first, last + 1))
        else:
            yield f"{file.name}:{first}: a prototype without its contract above: {lines[first - 1][:60]}"


def check_own_header_first(file, names):
    """A .c file includes the header of its name before all others, which proves that header complete."""
    own = re.sub(r"\.c$", ".h", file.name)
    if not file.name.endswith(".c") or own not in names:
        return
    first = re.search(r'^#\s*include\s+[<"]([^>"]+)[>"]', file.text, re.M)
    if not first or first[1] != own.removeprefix("src/"):
        yield f"{file.name}: its own header \"{own.removeprefix('src/')}\" comes first"


def check_requirements(files, known):
    """Ids of requirements in comments must exist."""
    for file in files:
        if not file.is_c:
            continue
        for comment in re.finditer(r"/\*.*?\*/", file.text, re.S):
            for match in REQUIREMENT.finditer(comment[0]):
                name = match[1] + match[2]
                if name not in known and name not in STANDARDS:
                    where = line_of(file.text, comment.start() + match.start())
                    yield f"{file.name}:{where}: there is no requirement {name} in docs/requirements.txt"


def check_dead(files, root):
    """A source that no list builds, a header that nobody includes, a tool that nobody calls."""
    meson = (root / "meson.build").read_text() if (root / "meson.build").exists() else ""
    included = {name for f in files for name in re.findall(r'#\s*include\s+"([^"]+)"', f.text)}
    included_last = {name.split("/")[-1] for name in included if "/" not in name}
    others = "\n".join(f.text for f in files if not f.name.endswith((".md", ".c", ".h")))
    for file in files:
        parts = file.name.split("/")
        if file.is_c and file.name.endswith(".c"):
            group = parts[1] if len(parts) > 2 else "main openhall" if parts[0] == "src" else parts[0]
            if f"'{group}" not in meson and f" {group}'" not in meson:
                yield f"{file.name}: meson.build knows no group {group}, so nothing builds this file"
        elif file.is_c and file.name.removeprefix("src/") not in included and parts[-1] not in included_last:
            yield f"{file.name}: nobody includes this header"
        elif parts[0] == "tools" and parts[-1] not in ("test_tools.py",) and len(parts) == 2:
            stem = parts[-1].removesuffix(".py")
            if not re.search(rf"tools/{re.escape(parts[-1])}|import {stem}\b", others):
                yield f"{file.name}: nothing calls this tool"


def check_measures(files):
    """Limits over all sources: the 95th percentile of functions and the gotos; yields (fault or None, text)."""
    product = [f for f in files if f.is_c and not f.is_test]
    sizes = sorted(n for f in product for _, _, n in functions(f))
    code_lines = sum(f.text.count("\n") for f in product)
    test_lines = sum(f.text.count("\n") for f in files if f.is_c and f.is_test)
    gotos = sum(len(re.findall(r"\bgoto\b", f.code)) for f in product)
    if not sizes:
        return [], "no functions"
    at_95 = sizes[min(len(sizes) - 1, int(len(sizes) * 0.95))]
    faults = []
    if at_95 > FUNCTION_LINES_95_MAX:
        faults.append(f"src: 5 of 100 functions have more than {at_95} lines; the limit is {FUNCTION_LINES_95_MAX}")
    if gotos > GOTOS_A_KLOC_MAX * max(1, code_lines / 1000):
        faults.append(f"src: {gotos} gotos in {code_lines} lines; at most {GOTOS_A_KLOC_MAX} in 1000")
    return faults, (f"{code_lines} lines of source, {test_lines} of C tests; {len(sizes)} functions, lines median "
                    f"{sizes[len(sizes) // 2]}, 95 % {at_95}, longest {sizes[-1]}; {gotos} gotos")


def known_requirements(root):
    path = root / "docs" / "requirements.txt"
    if not path.exists():
        return set()
    return {line.split()[0] for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")}


def check(root):
    """(faults, a line with the measures)."""
    files = load(root)
    names = {f.name for f in files}
    faults = []
    for file in files:
        faults += check_text(file)
        if file.is_c:
            faults += check_c(file)
            faults += check_own_header_first(file, names)
        if file.is_c and file.name.endswith(".h"):
            faults += check_header(file)
        if file.name.startswith("web/") and file.text.count("\n") > FILE_LINES_MAX:
            faults.append(f"{file.name}: more than {FILE_LINES_MAX} lines")
    faults += check_requirements(files, known_requirements(root))
    faults += check_dead(files, root)
    over_all, said = check_measures(files)
    return faults + over_all, said


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    faults, said = check(root)
    for fault in faults:
        print(fault)
    print(f"tidy: {len(faults)} faults; {said}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
