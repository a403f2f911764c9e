#!/usr/bin/env python3
"""Put packs, which are JSON, into the program: packs/demo-hall.json becomes the C string demo_hall_json.

    packs.py OUT.c PACK.json...
"""
import json
import pathlib
import sys


def c_string(text):
    lines = (line.replace("\\", "\\\\").replace('"', '\\"') for line in text.splitlines())
    return "\n".join(f'\t"{line}\\n"' for line in lines)


def main():
    out, packs = pathlib.Path(sys.argv[1]), [pathlib.Path(p) for p in sys.argv[2:]]
    parts = ["/* Made by tools/packs.py from packs/; do not edit. */\n#include \"app/demo/script.h\"\n"]
    for pack in packs:
        text = pack.read_text(encoding="utf-8")
        json.loads(text)
        parts.append(f"const char {pack.stem.replace('-', '_')}_json[] =\n{c_string(text)};\n")
    out.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
