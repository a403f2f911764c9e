#!/usr/bin/env python3
"""Make C tables from contract/: structs, shapes, names, refusal texts.

    contract.py CONTRACT_DIR OUT_DIR

writes queue_contract.h and .c (words, records, commands, events, refusals), view_contract.h and .c
(answers to queries), design_contract.h and .c (what a kiosk shows), fault_contract.h and .c (why a request fails),
detail_contract.h and .c (what is wrong with its input), slip_contract.h and .c (what a printed slip says) and
speech_contract.h and .c (how a call is spoken) into OUT_DIR. The same files feed tools/openapi.py.
"""
import json
import pathlib
import re
import sys
import textwrap

TYPE = re.compile(r"^(?P<type>[a-z_:]+)(?:\s+(?P<low>-?\d+)\.\.(?P<high>\d+)?)?\s*(?P<mark>[!?]?)$")
NAMES = {"service": "SERVICE", "window": "WINDOW", "clerk": "CLERK", "class": "CLASS"}
IDS = {"ticket", "visit", "appointment", "alert"}
INT_MAX = "INT64_MAX"
TEXT_MAX = 65536
# Words that C keeps for itself.
C_NAMES = {"class": "class_", "from": "from"}


def fail(text):
    sys.exit(f"contract: {text}")


def parse(spec, where):
    """A field's type as a dict: type, of, low, high, required, nullable."""
    found = TYPE.match(spec.strip())
    if not found:
        fail(f"{where}: cannot read the type {spec!r}")
    kind, _, of = found["type"].partition(":")
    low = int(found["low"]) if found["low"] is not None else None
    high = int(found["high"]) if found["high"] else None
    return {"type": kind, "of": of, "low": low, "high": high,
            "required": found["mark"] == "!", "nullable": found["mark"] == "?"}


def ident(name):
    return name.replace(".", "_")


class Contract:
    """One prefix's worth of enums and records, and where foreign enums come from."""

    def __init__(self, prefix, enums, records, foreign=None):
        self.prefix, self.enums, self.records = prefix, enums, records
        self.foreign = foreign or {}

    def enum_c(self, name):
        owner = self.foreign.get(name, self.prefix)
        return f"enum {owner}_{name}"

    def words(self, name):
        owner = self.foreign.get(name, self.prefix)
        return f"{owner}_{name}_words"

    def struct(self, name):
        return f"struct {self.prefix}_{ident(name)}"

    def c_type(self, field, where):
        kind = field["type"]
        if kind == "bool":
            return "bool"
        if kind in ("int", "time"):
            return "int64_t"
        if kind in ("date", "clock"):
            return "int32_t"
        if kind in ("text", "raw"):
            return "struct text"
        if kind in NAMES or kind in IDS:
            return f"struct queue_{kind}_id"
        if kind == "enum":
            return self.enum_c(field["of"])
        if kind == "record":
            return self.struct(field["of"])
        if kind == "list":
            return f"struct {self.prefix}_list_{field['of'].replace(':', '_')}"
        fail(f"{where}: no such type {kind}")

    def member(self, name, field, where):
        name = C_NAMES.get(name, name)
        if field["type"] == "chars":
            return f"char {name}[{field['high'] + 1}]"
        return f"{self.c_type(field, where)} {name}"

    def entry(self, of):
        """Field of a list's entries from `record:x`, `enum:x`, `service`, `text`."""
        kind, _, rest = of.partition(":")
        return {"type": kind, "of": rest, "low": None, "high": None, "required": True, "nullable": False}

    def initialiser(self, name, field, where, offset, size):
        """The struct shape_field of a field."""
        kind = field["type"]
        low, high = field["low"] or 0, field["high"]
        parts = [f'.name = "{name}"' if name else None]
        table = {"bool": "BOOL", "int": "INT", "text": "TEXT", "chars": "CHARS", "time": "TIME", "date": "DATE",
                 "clock": "CLOCK", "enum": "ENUM", "record": "RECORD", "list": "LIST", "raw": "RAW"}
        if kind in NAMES:
            parts += [".kind = SHAPE_NAME", f".table = QUEUE_TABLE_{NAMES[kind]}"]
        elif kind in IDS:
            parts += [".kind = SHAPE_INT", ".low = 1", f".high = {INT_MAX}"]
        else:
            parts.append(f".kind = SHAPE_{table[kind]}")
        if kind == "int":
            low_c = "INT64_MIN" if field["low"] is None else str(low)
            parts += [f".low = {low_c}", f".high = {INT_MAX if high is None else high}"]
        if kind in ("text", "chars", "list"):
            parts += [f".low = {low}", f".high = {TEXT_MAX if high is None else high}"]
        if kind == "enum":
            parts.append(f".words = &{self.words(field['of'])}")
        if kind == "record":
            parts.append(f".of = &{self.prefix}_{ident(field['of'])}_shape")
        if kind == "list":
            parts.append(f".entry = &{self.prefix}_entry_{field['of'].replace(':', '_')}")
        if field["required"]:
            parts.append(".required = true")
        if field["nullable"]:
            parts.append(".nullable = true")
        parts += [f".size = {size}", f".offset = {offset}"]
        return "{ " + ", ".join(p for p in parts if p) + " }"

    def lists(self):
        """Every list type that the records use, in order."""
        found = {}
        for where, fields in self.records.items():
            for spec, _ in fields.values():
                field = parse(spec, where)
                if field["type"] == "list":
                    found.setdefault(field["of"], None)
        return list(found)


def comment(text):
    return f"/* {text} */"


def header_struct(contract, name, fields, lists_done):
    out = []
    for field_name, (spec, _) in fields.items():
        field = parse(spec, name)
        if field["type"] == "list" and field["of"] not in lists_done:
            lists_done.add(field["of"])
            entry = contract.entry(field["of"])
            list_name = f"{contract.prefix}_list_{field['of'].replace(':', '_')}"
            out.append(f"struct {list_name} {{ {contract.c_type(entry, name)} *at; uint32_t n; }};")
    members = [f"{contract.member(field_name, parse(spec, name), name)}; {comment(doc)}"
               for field_name, (spec, doc) in fields.items()]
    if not members:
        members = ["char nothing; /* C has no empty struct */"]
    short = f"{contract.struct(name)} {{ {members[0]} }};"
    if len(members) == 1 and len(short) <= 120:
        out.append(short)
    else:
        out += [f"{contract.struct(name)} {{", *(f"\t{member}" for member in members), "};"]
    return "\n".join(out)


def source_struct(contract, name, fields):
    struct = contract.struct(name)
    base = f"{contract.prefix}_{ident(name)}"
    rows = []
    for field_name, (spec, _) in fields.items():
        c_name = C_NAMES.get(field_name, field_name)
        size = f"sizeof((({struct} *)0)->{c_name})"
        rows.append("\t" + contract.initialiser(field_name, parse(spec, name), name, f"offsetof({struct}, {c_name})", size) + ",")
    if not rows:
        return f"const struct shape {base}_shape = {{ \"{name}\", sizeof({struct}), NULL, 0 }};\n"
    body = "\n".join(rows)
    return (f"static const struct shape_field {base}_fields[] = {{\n{body}\n}};\n"
            f"const struct shape {base}_shape = {{ \"{name}\", sizeof({struct}), {base}_fields, CC_COUNT({base}_fields) }};\n")


def wrapped(members):
    """Members of an enum on lines of at most 120 columns."""
    return textwrap.fill(", ".join(members) + ",", width=113, initial_indent="\t", subsequent_indent="\t",
                         break_long_words=False, break_on_hyphens=False)


def from_one(names):
    """Members of an enum that counts from 1."""
    return [name + " = 1" * (not i) for i, name in enumerate(names)]


def enum(name, members):
    """An enum, on one line where it fits."""
    members = list(members)
    short = f"enum {name} {{ {', '.join(members)} }};"
    return short if len(short) <= 120 else f"enum {name} {{\n{wrapped(members)}\n}};"


def header_shapes(prefix, names):
    return "extern const struct shape\n" + wrapped(f"{prefix}_{ident(n)}_shape" for n in names)[:-1] + ";"


def enum_prefix(prefix, name):
    return f"{prefix}_{re.sub('_state$', '', name)}".upper()


def header_enum(prefix, name, words):
    stem = enum_prefix(prefix, name)
    lines = [enum(f"{prefix}_{name}", from_one(f"{stem}_{w.upper()}" for w in words)),
             f"#define {prefix.upper()}_{name.upper()}_COUNT {len(words)}",
              f"extern const struct shape_words {prefix}_{name}_words;"]
    return "\n".join(lines)


def source_enum(prefix, name, words):
    body = ", ".join(f'"{w}"' for w in words)
    return (f"static const char *const {prefix}_{name}_list[] = {{ NULL, {body} }};\n"
            f"const struct shape_words {prefix}_{name}_words = {{ \"{name}\", {prefix}_{name}_list, {len(words)} }};\n")


def tables_source(contract, order):
    """Forward declarations, list entries, then the shapes."""
    out = []
    for of in contract.lists():
        entry = contract.entry(of)
        size = f"sizeof({contract.c_type(entry, of)})"
        out.append(f"static const struct shape_field {contract.prefix}_entry_{of.replace(':', '_')} = "
                   + contract.initialiser(None, entry, of, 0, size) + ";")
    out.append("")
    out += [source_struct(contract, name, contract.records[name]) for name in order]
    return "\n".join(out)


NOTE = "/* Made by tools/contract.py from contract/; do not edit. */\n"


def union_header(prefix, what, stem, names):
    """`struct queue_command` or `struct queue_event`: a kind and a union of all arguments."""
    lines = [enum(f"{prefix}_{what}_kind", from_one(f"{stem}_{ident(n).upper()}" for n in names)),
             f"#define {prefix.upper()}_{what.upper()}_COUNT {len(names)}"]
    return "\n".join(lines)


def say(entry):
    """Initialiser of message and hint in each language, in the order of enum queue_language."""
    quote = lambda text: json.dumps(text, ensure_ascii=False)
    return ", ".join(f'{{ {quote(entry[l]["message"])}, {quote(entry[l]["hint"])} }}' for l in ("zh-CN", "en"))


def write_queue(types, commands, events, refusals, out):
    enums = types["enums"]
    args = {f"do_{ident(n)}": c["args"] for n, c in commands.items()}
    bodies = {f"did_{ident(n)}": e for n, e in events.items()}
    records = dict(types["records"])
    records.update(args)
    records.update(bodies)
    contract = Contract("queue", enums, records)
    h = [NOTE, "#ifndef OH_QUEUE_CONTRACT_H\n#define OH_QUEUE_CONTRACT_H\n",
         "#include <stdbool.h>\n#include <stdint.h>\n", '#include "base/shape.h"\n#include "queue/id.h"\n']
    h += [header_enum("queue", n, w) for n, w in enums.items()]
    done = set()
    h += [header_struct(contract, n, f, done) for n, f in records.items()]
    h.append(header_shapes("queue", types["records"]))
    h.append("\n/* Commands. */")
    h.append(union_header("queue", "command", "QUEUE_DO", commands))
    h.append("struct queue_command {\n\tenum queue_command_kind kind;\n\tunion {")
    h += [f"\t\tstruct queue_do_{ident(n)} {ident(n)};" for n in commands]
    h.append("\t};\n};\n")
    h.append("struct queue_command_info {\n\tconst char *name; /* ticket.take */\n\tconst struct shape *args;\n"
             "\tint result_event; /* enum queue_event_kind, 0 for none */\n"
             "\tconst char *const *result_fields; /* NULL-terminated */\n};\n"
             "/* By enum queue_command_kind; entry 0 is empty. */\n"
             "extern const struct queue_command_info queue_command_infos[QUEUE_COMMAND_COUNT + 1];\n")
    h.append("/* Events. */")
    h.append(union_header("queue", "event", "QUEUE_DID", events))
    h.append("struct queue_event {\n\tint64_t seq; /* place in the hall's log, from 1 */\n"
             "\tint64_t at;  /* ms; never less than the event before */\n\tenum queue_event_kind kind;\n\tunion {")
    h += [f"\t\tstruct queue_did_{ident(n)} {ident(n)};" for n in events]
    h.append("\t};\n};\n")
    h.append("struct queue_event_info {\n\tconst char *name; /* ticket.taken */\n\tconst struct shape *body;\n};\n"
             "/* By enum queue_event_kind; entry 0 is empty. */\n"
             "extern const struct queue_event_info queue_event_infos[QUEUE_EVENT_COUNT + 1];\n")
    h.append("/* Refusals. */\nenum queue_refusal {\n\tREFUSED_NOT = 0,")
    h.append(wrapped(f"REFUSED_{n}" for n in refusals))
    h.append("};\n#define QUEUE_REFUSAL_COUNT %d\n#define QUEUE_LANGUAGE_COUNT 2\n" % len(refusals))
    h.append("enum queue_language { QUEUE_LANGUAGE_ZH, QUEUE_LANGUAGE_EN };\n"
             "struct queue_refusal_info {\n\tconst char *name; /* WINDOW_PAUSED */\n\tint status; /* of HTTP */\n"
             "\tstruct { const char *message, *hint; } say[QUEUE_LANGUAGE_COUNT];\n};\n"
             "/* By enum queue_refusal; entry 0 is empty. */\n"
             "extern const struct queue_refusal_info queue_refusal_infos[QUEUE_REFUSAL_COUNT + 1];\n\n#endif")
    (out / "queue_contract.h").write_text("\n".join(h) + "\n")

    c = [NOTE, '#include "queue_contract.h"\n\n#include <stddef.h>\n\n#include "base/cc.h"\n']
    c += [source_enum("queue", n, w) for n, w in enums.items()]
    c += [f"extern const struct shape queue_{n}_shape;" for n in args]
    c += [f"extern const struct shape queue_{n}_shape;" for n in bodies]
    c.append(tables_source(contract, list(records)))
    for name, command in commands.items():
        if command["result"]:
            event, fields = command["result"]
            for field in fields:
                if field not in events[event]:
                    fail(f"{name}: result {field} is no field of {event}")
            row = ", ".join(f'"{f}"' for f in fields + [])
            c.append(f"static const char *const result_{ident(name)}[] = {{ {row + ', ' if row else ''}NULL }};")
    c.append("const struct queue_command_info queue_command_infos[] = {\n\t{ 0 },")
    for name, command in commands.items():
        event = f"QUEUE_DID_{ident(command['result'][0]).upper()}" if command["result"] else "0"
        fields = f"result_{ident(name)}" if command["result"] else "NULL"
        c.append(f'\t{{ "{name}", &queue_do_{ident(name)}_shape, {event}, {fields} }},')
    c.append("};\n\nconst struct queue_event_info queue_event_infos[] = {\n\t{ 0 },")
    c += [f'\t{{ "{n}", &queue_did_{ident(n)}_shape }},' for n in events]
    c.append("};\n\nconst struct queue_refusal_info queue_refusal_infos[] = {\n\t{ 0 },")
    for name, refusal in refusals.items():
        c.append(f'\t{{ "{name}", {refusal["status"]}, {{ {say(refusal)} }} }},')
    c.append("};")
    (out / "queue_contract.c").write_text("\n".join(c) + "\n")


def write_views(types, views, out):
    contract = Contract("view", views["enums"], views["records"], {n: "queue" for n in types["enums"]})
    h = [NOTE, "#ifndef OH_VIEW_CONTRACT_H\n#define OH_VIEW_CONTRACT_H\n", '#include "queue_contract.h"\n']
    h += [header_enum("view", n, w) for n, w in views["enums"].items()]
    done = set()
    h += [header_struct(contract, n, f, done) for n, f in views["records"].items()]
    h.append(header_shapes("view", views["records"]))
    h.append("\n#endif")
    (out / "view_contract.h").write_text("\n".join(h) + "\n")
    c = [NOTE, '#include "view_contract.h"\n\n#include <stddef.h>\n\n#include "base/cc.h"\n']
    c += [source_enum("view", n, w) for n, w in views["enums"].items()]
    c.append(tables_source(contract, list(views["records"])))
    (out / "view_contract.c").write_text("\n".join(c) + "\n")


def write_designs(designs, out):
    """Words and records of what kiosks show."""
    contract = Contract("design", designs["enums"], designs["records"])
    h = [NOTE, "#ifndef OH_DESIGN_CONTRACT_H\n#define OH_DESIGN_CONTRACT_H\n",
         "#include <stdbool.h>\n#include <stdint.h>\n", '#include "base/shape.h"\n']
    h += [header_enum("design", n, w) for n, w in designs["enums"].items()]
    done = set()
    h += [header_struct(contract, n, f, done) for n, f in designs["records"].items()]
    h.append(header_shapes("design", designs["records"]))
    h.append("\n#endif")
    (out / "design_contract.h").write_text("\n".join(h) + "\n")
    c = [NOTE, '#include "design_contract.h"\n\n#include <stddef.h>\n\n#include "base/cc.h"\n']
    c += [source_enum("design", n, w) for n, w in designs["enums"].items()]
    c.append(tables_source(contract, list(designs["records"])))
    (out / "design_contract.c").write_text("\n".join(c) + "\n")


def write_faults(faults, out):
    h = [NOTE, "#ifndef OH_FAULT_CONTRACT_H\n#define OH_FAULT_CONTRACT_H\n", '#include "queue_contract.h"\n',
         "enum fault {\n\tFAULT_NOT = 0,", wrapped(f"FAULT_{n}" for n in faults)]
    h.append("};\nenum { FAULT_COUNT = %d };\n" % len(faults))
    h.append("struct fault_info {\n\tconst char *name; /* HALL_UNKNOWN */\n\tint status; /* of HTTP */\n"
             "\tstruct { const char *message, *hint; } say[QUEUE_LANGUAGE_COUNT];\n};\n"
             "/* By enum fault; entry 0 is empty. */\n"
             "extern const struct fault_info fault_infos[FAULT_COUNT + 1];\n\n#endif")
    (out / "fault_contract.h").write_text("\n".join(h) + "\n")
    c = [NOTE, '#include "fault_contract.h"\n', "const struct fault_info fault_infos[] = {\n\t{ 0 },"]
    c += [f'\t{{ "{n}", {f["status"]}, {{ {say(f)} }} }},' for n, f in faults.items()]
    c.append("};")
    (out / "fault_contract.c").write_text("\n".join(c) + "\n")


def write_details(details, out):
    """Words for what is wrong with an input; struct err names them, so they stand on nothing else."""
    quote = lambda text: json.dumps(text, ensure_ascii=False)
    h = [NOTE, "#ifndef OH_DETAIL_CONTRACT_H\n#define OH_DETAIL_CONTRACT_H\n", "enum detail {\n\tDETAIL_NOT = 0,",
         wrapped(f"DETAIL_{n}" for n in details)]
    h.append("};\nenum { DETAIL_COUNT = %d };\n" % len(details))
    h.append("/* As enum queue_language. */\nenum detail_language { DETAIL_IN_ZH, DETAIL_IN_EN, DETAIL_LANGUAGES };\n\n"
             "/* By enum detail; entry 0 is empty. {low}, {high} and {what} are gaps. */\n"
             "extern const char *const detail_says[DETAIL_COUNT + 1][DETAIL_LANGUAGES];\n\n#endif")
    (out / "detail_contract.h").write_text("\n".join(h) + "\n")
    c = [NOTE, '#include "detail_contract.h"\n',
         "const char *const detail_says[DETAIL_COUNT + 1][DETAIL_LANGUAGES] = {\n\t{ 0 },"]
    c += [f"\t{{ {quote(d['zh-CN'])}, {quote(d['en'])} }}, /* {n} */" for n, d in details.items()]
    c.append("};")
    (out / "detail_contract.c").write_text("\n".join(c) + "\n")


def write_slips(slips, out):
    """What is printed on slips."""
    quote = lambda text: json.dumps(text, ensure_ascii=False)
    h = [NOTE, "#ifndef OH_SLIP_CONTRACT_H\n#define OH_SLIP_CONTRACT_H\n", '#include "queue_contract.h"\n',
         "enum slip_word {\n\tSLIP_SAYS_NOTHING = 0,", wrapped(f"SLIP_SAYS_{n}" for n in slips)]
    h.append("};\nenum { SLIP_WORD_COUNT = %d };\n" % len(slips))
    h.append("/* By enum slip_word, and by enum queue_language; entry 0 is empty. {what} is a gap. */\n"
             "extern const char *const slip_says[SLIP_WORD_COUNT + 1][QUEUE_LANGUAGE_COUNT];\n\n#endif")
    (out / "slip_contract.h").write_text("\n".join(h) + "\n")
    c = [NOTE, '#include "slip_contract.h"\n',
         "const char *const slip_says[SLIP_WORD_COUNT + 1][QUEUE_LANGUAGE_COUNT] = {\n\t{ 0 },"]
    c += [f"\t{{ {quote(s['zh-CN'])}, {quote(s['en'])} }}, /* {n} */" for n, s in slips.items()]
    c.append("};")
    (out / "slip_contract.c").write_text("\n".join(c) + "\n")


def write_speech(languages, words, out):
    """How calls are spoken, by enum queue_voice_language."""
    quote = lambda text: json.dumps(text, ensure_ascii=False)
    if list(languages) != words:
        fail(f"speech.json must have the languages {', '.join(words)}, in this order")
    (out / "speech_contract.h").write_text("\n".join([
        NOTE, "#ifndef OH_SPEECH_CONTRACT_H\n#define OH_SPEECH_CONTRACT_H\n", '#include "queue_contract.h"\n',
        "/* {number} and {window} are gaps of `call`, {what} one of `window`. A letter that is NULL is said as it stands. */",
        "struct speech_language {", "\tconst char *name[QUEUE_LANGUAGE_COUNT];", "\tconst char *voice;",
        "\tint rate; /* words a minute */", "\tconst char *call, *window;", "\tconst char *digits[10];",
        "\tconst char *letters[26]; /* from A */", "};\n",
        "enum { SPEECH_LANGUAGE_COUNT = %d };\n" % len(languages),
        "/* By enum queue_voice_language; entry 0 is empty. */",
        "extern const struct speech_language speech_languages[SPEECH_LANGUAGE_COUNT + 1];\n\n#endif"]) + "\n")
    c = [NOTE, '#include "speech_contract.h"\n',
         "const struct speech_language speech_languages[SPEECH_LANGUAGE_COUNT + 1] = {\n\t{ .rate = 0 },"]
    for name, of in languages.items():
        if len(of["digits"]) != 10 or of["call"].find("{number}") not in range(of["call"].find("{window}")):
            fail(f"speech.json: {name} needs ten digits, and {{number}} before {{window}}")
        c.append(f"\t{{ /* {name} */")
        c.append(f"\t  .name = {{ {quote(of['name']['zh-CN'])}, {quote(of['name']['en'])} }},")
        c += [f"\t  .{key} = {quote(of[key])}," for key in ("voice", "call", "window")]
        c.append(f"\t  .rate = {of['rate']},")
        c.append(f"\t  .digits = {{ {', '.join(quote(d) for d in of['digits'])} }},")
        letters = [f"[{ord(k) - ord('A')}] = {quote(v)}" for k, v in sorted(of["letters"].items())]
        c.append(f"\t  .letters = {{ {', '.join(letters or ['NULL'])} }} }},")
    c.append("};")
    (out / "speech_contract.c").write_text("\n".join(c) + "\n")


def main():
    source, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    load = lambda name: json.loads((source / f"{name}.json").read_text())
    types = load("types")
    write_queue(types, load("commands")["commands"], load("events")["events"], load("refusals")["refusals"], out)
    write_views(types, load("views"), out)
    write_designs(load("design"), out)
    faults = load("faults")
    write_faults(faults["faults"], out)
    write_details(faults["details"], out)
    write_slips(load("slips")["slips"], out)
    write_speech(load("speech")["languages"], types["enums"]["voice_language"], out)


if __name__ == "__main__":
    main()
