#!/usr/bin/env python3
"""Check who includes whom.

    layers.py [ROOT]

- a file in src/ includes headers of its own room and of the rooms that tools/layers.txt allows;
- a test beside the code may use all that its room stands on;
- headers named by an `only` line are for those whom the line names;
- a header x_private.h is for the files of its own folder, and no other folder;
- headers include each other in no circle;
- a .c file pulls in at most 2,000 lines of our own headers; those made from the contract grow with what the product
  can be asked, not with what a file knows, and are not counted.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

OWN_HEADER_LINES_MAX = 2000
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def read_rules(text):
    """({room: rooms it may use}, [(beginning of header names, [beginnings of paths])])."""
    rooms, only = {}, []
    for line in text.splitlines():
        line = line.split("#")[0].strip()
        if not line:
            continue
        left, _, right = line.partition(":")
        if left.startswith("only "):
            only.append((left.removeprefix("only ").strip(), right.split()))
        else:
            rooms[left.strip()] = set(right.split())
    return rooms, only


def closure(room, rooms):
    """All rooms that `room` stands on."""
    seen, todo = set(), [room]
    while todo:
        for below in rooms.get(todo.pop(), ()):
            if below not in seen:
                seen.add(below)
                todo.append(below)
    return seen


def room_of_header(name):
    if "/" not in name:
        return "contract" if name.endswith("_contract.h") else "main"
    return name.split("/")[0]


def room_of_source(path):
    parts = path.split("/")
    return "main" if len(parts) == 2 else parts[1]


class Tree:
    """The sources below a root, and the headers of the contract, made for the occasion."""

    def __init__(self, root):
        self.root = root
        self.texts = {}  # path relative to root -> text
        for top in ("src", "test", "bench"):
            for path in sorted((root / top).rglob("*.[ch]")):
                if "node_modules" not in path.parts:
                    self.texts[str(path.relative_to(root))] = path.read_text()
        self.headers = {p.removeprefix("src/"): t for p, t in self.texts.items() if p.endswith(".h")}
        self.made = self.make_contract()
        self.headers.update(self.made)

    def make_contract(self):
        script = self.root / "tools" / "contract.py"
        if not script.exists():
            return {}
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, str(script), str(self.root / "contract"), folder], check=True)
            return {path.name: path.read_text() for path in pathlib.Path(folder).glob("*.h")}

    def resolve(self, path, name):
        """The name under which `headers` has what `path` includes as `name`, or None."""
        if name in self.headers:
            return name
        beside = str(pathlib.PurePosixPath(path).parent / name).removeprefix("src/")
        return beside if beside in self.headers else None


def check_layers(tree, rooms, only):
    for path, text in tree.texts.items():
        in_src = path.startswith("src/")
        room = room_of_source(path)
        is_test = pathlib.PurePosixPath(path).name.startswith("test_")
        if in_src and room not in rooms:
            yield f"{path}: tools/layers.txt knows no room {room}; add it there or move the file"
            continue
        may = (closure(room, rooms) if is_test else rooms.get(room, set())) | {room}
        for name in INCLUDE.findall(text):
            if tree.resolve(path, name) is None:
                yield f'{path}: there is no "{name}" below src/'
                continue
            if in_src and room_of_header(name) not in may:
                yield f"{path}: {room} may not include {name}; it may use {', '.join(sorted(may))}"
            for beginning, who in only:
                own = path.startswith(f"src/{beginning}")
                if name.startswith(beginning) and not (own or is_test or path.startswith(tuple(who))):
                    yield f"{path}: {name} is only for tests and {', '.join(who)}"
            folder = str(pathlib.PurePosixPath(path).parent).removeprefix("src").lstrip("/")
            if name.endswith("_private.h") and str(pathlib.PurePosixPath(name).parent) != folder:
                yield f"{path}: {name} is private to src/{pathlib.PurePosixPath(name).parent}/"


def check_circles(tree):
    """Depth first from each header; a header met again on the way is a circle."""
    done = set()

    def visit(name, way):
        if name in way:
            yield "headers include each other: " + " -> ".join([*way[way.index(name):], name])
        elif name not in done:
            for below in INCLUDE.findall(tree.headers[name]):
                found = tree.resolve(f"src/{name}", below)
                if found:
                    yield from visit(found, [*way, name])
            done.add(name)

    for name in sorted(tree.headers):
        yield from visit(name, [])


def pulled_in(tree, path):
    """Lines of the headers that we wrote which the compiler reads for `path`."""
    seen, todo = set(), [(path, name) for name in INCLUDE.findall(tree.texts[path])]
    while todo:
        at, name = todo.pop()
        found = tree.resolve(at, name)
        if found and found not in seen:
            seen.add(found)
            todo += [(f"src/{found}", below) for below in INCLUDE.findall(tree.headers[found])]
    return sum(tree.headers[name].count("\n") for name in seen - tree.made.keys())


def check(root):
    """(faults, a line about how it stands)."""
    rooms, only = read_rules((root / "tools" / "layers.txt").read_text())
    tree = Tree(root)
    faults = [*check_layers(tree, rooms, only), *check_circles(tree)]
    weights = {path: pulled_in(tree, path) for path in tree.texts if path.startswith("src/") and path.endswith(".c")}
    faults += [f"{path}: includes {n} lines of our headers, more than {OWN_HEADER_LINES_MAX}"
               for path, n in weights.items() if n > OWN_HEADER_LINES_MAX]
    worst = max(weights, key=weights.get, default=None)
    said = f"{len(tree.texts)} files"
    if worst:
        said += f"; most lines of own headers: {weights[worst]} of {OWN_HEADER_LINES_MAX} in {worst}"
    return faults, said


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    faults, said = check(root)
    for fault in faults:
        print(fault)
    print(f"layers: {len(faults)} faults in {said}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
