#!/usr/bin/env python3
"""Tests of the checking tools: each rule is broken once, and the checker must say so."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import layers  # noqa: E402
import sources  # noqa: E402
import testlog  # noqa: E402
import tidy  # noqa: E402
import trace  # noqa: E402

RULES = "base:\nqueue: base\nhost: base\napp: base queue\nmain: base queue host app\nonly host/sim/: test/ src/cli_demo\n"
GOOD_C = '/* What is good (Q1). */\n#include "base/good.h"\n\nint good(void)\n{\n\treturn 0;\n}\n'
GOOD_H = ("/* Good. */\n#ifndef OH_BASE_GOOD_H\n#define OH_BASE_GOOD_H\n\n/* Always 0. */\nint good(void);\n\n"
          "#endif\n")


class Tree(unittest.TestCase):
    """A tree of files that is good but for what a test puts in."""

    def tree(self, **extra):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = pathlib.Path(folder.name)
        files = {"src/base/good.c": GOOD_C, "src/base/good.h": GOOD_H, "tools/layers.txt": RULES,
                 "docs/requirements.txt": "Q1 + Tickets\nQ2 - Numbers\nQ3 + Ranges\n",
                 "meson.build": "['base', 'queue', 'host', 'app', 'main openhall'] tools/layers.txt\n"}
        files.update(extra.pop("files", {}))
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return root


class Layers(Tree):
    def faults(self, files):
        return layers.check(self.tree(files=files))[0]

    def test_good(self):
        self.assertEqual(self.faults({}), [])
        self.assertEqual(self.faults({"src/queue/x.c": '#include "base/good.h"\n'}), [])

    def test_faults(self):
        sim = {"src/host/sim/s.h": ""}
        for files, said in (
                ({"src/base/x.c": '#include "queue/q.h"\n', "src/queue/q.h": ""}, "base may not include queue/q.h"),
                ({"src/base/x.c": '#include "base/none.h"\n'}, 'there is no "base/none.h"'),
                ({"src/lobby/x.c": ""}, "no room lobby"),
                ({**sim, "src/openhall.c": '#include "host/sim/s.h"\n'}, "only for tests"),
                ({"src/base/p_private.h": "", "src/queue/x.c": '#include "base/p_private.h"\n'}, "private to src/base/"),
                ({"src/base/a.h": '#include "base/b.h"\n', "src/base/b.h": '#include "base/a.h"\n'},
                 "base/a.h -> base/b.h -> base/a.h"),
                ({"src/base/big.h": "\n" * 2001, "src/base/x.c": '#include "base/big.h"\n'}, "2001 lines of our headers")):
            with self.subTest(said):
                self.assertTrue(any(said in fault for fault in self.faults(files)), self.faults(files))

    def test_exceptions(self):
        sim = {"src/host/sim/s.h": ""}
        for name in ("src/host/test_x.c", "src/host/sim/x.c", "src/cli_demo.c", "test/sim/x.c"):
            with self.subTest(name):
                self.assertEqual(self.faults({**sim, name: '#include "host/sim/s.h"\n'}), [])


class Tidy(Tree):
    def faults(self, files):
        return tidy.check(self.tree(files=files))[0]

    def test_good(self):
        self.assertEqual(self.faults({}), [])
        self.assertEqual(self.faults({"src/base/x.c": '/* strcpy( in a comment */\nconst char *s = "atoi(";\n'}), [])

    def test_long_functions(self):
        body = "/* Long. */\nint f(void)\n{\n" + "\tf();\n" * 67 + "}\n"
        self.assertEqual(self.faults({"src/app/test_x.c": body}), [])
        self.assertIn("f has 71 lines", self.faults({"src/base/x.c": body.replace("\tf();\n", "\tf();\n\tf();\n", 1)})[0])

    def test_percentile_and_gotos(self):
        sixty = "/* Many. */\n" + "int f(void)\n{\n" + "\tf();\n" * 57 + "}\n"
        self.assertTrue(any("5 of 100 functions" in f for f in self.faults({"src/base/x.c": sixty})))
        self.assertTrue(any("2 gotos" in f for f in self.faults({"src/base/x.c": "/* Go. */\ngoto a;\ngoto b;\n"})))

    def test_faults(self):
        unfinished = "TO" + "DO"
        for name, text, said in (
                ("src/base/x.c", "/* x */\n" + "\n" * 799 + ";\n", "801 lines, more than 800"),
                ("src/base/good.h", GOOD_H.replace("\n/* Always", "\n" * 200 + "/* Always"), "more than 200"),
                ("src/base/x.c", "int x;\n", "opens without a comment"),
                ("src/base/x.c", "/* x */\nint x = 0; \n", "blanks at the end"),
                ("src/base/x.c", "/* x */\nint x;", "no newline"),
                ("src/base/x.c", "/* x */\n        int x;\n", "use tabs"),
                ("src/base/x.c", "/* x */\n" + "\t" * 14 + "int xxxxxxxxx;\n", "wider than 120"),
                ("src/base/x.c", "/* x */\ntypedef struct x y;\n", "write struct out"),
                ("src/base/x.c", "/* x */\nint x = atoi(y);\n", "atoi() is banned"),
                ("src/app/test_x.c", "/* x */\nint x = rand ();\n", "rand() is banned"),
                ("src/queue/x.c", "/* x */\nint x = time(y);\n", "time() in a pure room"),
                ("src/base/x.c", f"/* {unfinished}: x */\n", "finish it"),
                ("src/base/x.c", "/* see /wo" + "rk/x */\n", "names a place of the workplace"),
                ("src/base/x.c", "/* Q99 */\n", "no requirement Q99"),
                ("src/base/good.h", GOOD_H.replace("OH_BASE_GOOD_H", "GOOD_H"), "include guard OH_BASE_GOOD_H"),
                ("src/base/good.h", GOOD_H.replace("/* Always 0. */\n", ""), "without its contract"),
                ("src/base/good.c", GOOD_C.replace('#include "base', '#include <stdio.h>\n#include "base'), "comes first"),
                ("src/base/lone.h", GOOD_H.replace("GOOD", "LONE"), "nobody includes"),
                ("src/lobby/x.c", "/* x */\n", "knows no group lobby"),
                ("tools/lone.py", "\n", "nothing calls this tool")):
            with self.subTest(said):
                faults = self.faults({name: text})
                self.assertTrue(any(said in fault for fault in faults), faults)

    def test_prototypes_share_a_comment_without_an_empty_line(self):
        two = GOOD_H.replace("int good(void);", "int good(void);\nint better(void);")
        self.assertEqual(self.faults({"src/base/good.h": two}), [])
        apart = GOOD_H.replace("int good(void);", "int good(void);\n\nint better(void);")
        self.assertTrue(any("without its contract" in f for f in self.faults({"src/base/good.h": apart})))


class Trace(Tree):
    def test_owners(self):
        text = ("/* All of the menu (Q1). */\n#include <x.h>\n\n/* Numbers go on (Q2). */\nstatic void test_a(void **s)\n{\n"
                "\t/* Q3 too */\n}\n\nstatic void test_q7_recall(void **s)\n{\n}\n")
        self.assertEqual(list(trace.of_c("t.c", text)),
                         [("Q1", "t.c"), ("Q2", "t.c: test_a"), ("Q3", "t.c: test_a"), ("Q7", "t.c: test_q7_recall")])

    def test_no_ids(self):
        self.assertEqual(list(trace.of_c("t.c", "/* C17, UTF-8, A001, Q123, 1.Q2 */\n")), [("C17", "t.c")])

    def test_screens(self):
        self.assertEqual(list(trace.of_other("t.ts", "it('Q12 reconnects', () => {})\n// Q7\n")),
                         [("Q12", "t.ts: Q12 reconnects"), ("Q7", "t.ts")])

    def test_whole(self):
        root = self.tree(files={"src/base/test_x.c": "/* Q1 */\n", "web/test/a.test.ts": "// Q2\n"})
        self.assertEqual(set(trace.trace(root)), {"Q1", "Q2"})


class Sources(Tree):
    def test_kinds(self):
        root = self.tree(files={
            "src/openhall.c": "", "src/app/hall/desk.c": "", "src/app/hall/test_desk.c": "int main(void)\n",
            "src/app/test_world.c": "void help(void);\n", "test/sim/sim_day.c": "int main(int argc, char **argv)\n",
            "test/sim/faults.c": "", "test/fuzz/fuzz_json.c": "int LLVMFuzzerTestOneInput(const uint8_t *d)\n",
            "bench/bench_queue.c": "int main(void)\n"})
        self.assertEqual({f"{kind} {group} {path}" for kind, group, path in sources.sources(root)}, {
            "room base src/base/good.c", "main openhall src/openhall.c", "room app src/app/hall/desk.c",
            "unit app src/app/hall/test_desk.c", "unit-help app src/app/test_world.c",
            "program sim test/sim/sim_day.c", "program-help sim test/sim/faults.c", "fuzz fuzz test/fuzz/fuzz_json.c",
            "program bench bench/bench_queue.c"})


class Testlog(unittest.TestCase):
    def test_counts(self):
        cmocka = "[==========] Running 3 test(s).\n[  PASSED  ] 2 test(s).\n[  FAILED  ] tests: 1 test(s), listed below:\n"
        for output, ok, expected in (
                (cmocka, False, (2, 1)), ("[  PASSED  ] 2 test(s).\n[  PASSED  ] 5 test(s).\n", True, (7, 0)),
                ("[  PASSED  ] 2 test(s).\nAddressSanitizer\n", False, (2, 1)),
                ("\x1b[1m      Tests \x1b[22m  11 passed (11)\n", True, (11, 0)),
                ("      Tests  1 failed | 11 passed (12)\n", False, (11, 1)),
                ("1 passed, 0 failed\n40 passed, 2 failed\n", False, (40, 2)),
                ("no count\n", True, (1, 0)), ("no count\n", False, (0, 1)), ("", False, (0, 1))):
            with self.subTest(output):
                self.assertEqual(testlog.count(output, ok), expected)


def main():
    result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__]))
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - min(failed, result.testsRun)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
