#!/usr/bin/env python3
"""Run tests and count them.

    testlog.py meson FOLDER [MESON_TEST_ARG ...]    the tests of a build folder
    testlog.py programs FOLDER GROUP [ARG ...]      each program of test/GROUP or of bench/, with ARGs
    testlog.py fuzz FOLDER SECONDS                  each fuzzer of a build folder, two at a time
    testlog.py all STEP ...                         each `make STEP`, then a table and the sum

Every one of them ends with the line `N passed, N failed` and fails when something failed. What is
counted is test cases where the output says how many there were (cmocka, vitest, or that same line
from a script) and one for a program that does not say. A failure that no count shows is one.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import sources

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUZZERS_AT_ONCE = 2
FUZZ_RSS_MB_MAX = 1024
FUZZ_INPUT_SECONDS_MAX = 10

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CMOCKA_PASSED = re.compile(r"^\[  PASSED  \] (\d+) test\(s\)", re.M)
CMOCKA_FAILED = re.compile(r"^\[  FAILED  \] .*?(\d+) test\(s\), listed below", re.M)
VITEST = re.compile(r"^\s*Tests\s+(?:(?P<failed>\d+) failed \| )?(?P<passed>\d+) passed", re.M)
OURS = re.compile(r"(?P<passed>\d+) passed, (?P<failed>\d+) failed")

# A sanitizer that has found something ends the program.
SANITIZERS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1",
    "LSAN_OPTIONS": f"print_suppressions=0:suppressions={ROOT}/test/lsan.txt",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    "TSAN_OPTIONS": f"halt_on_error=1:second_deadlock_stack=1:suppressions={ROOT}/test/tsan.txt",
}


def count(output, ok):
    """(passed, failed) from what a test program or a step wrote and whether it ended well."""
    text = COLOUR.sub("", output)
    passed = sum(int(n) for n in CMOCKA_PASSED.findall(text))
    failed = sum(int(n) for n in CMOCKA_FAILED.findall(text))
    if passed + failed == 0:
        said = list(OURS.finditer(text)) or list(VITEST.finditer(text))
        if said:
            passed, failed = int(said[-1]["passed"]), int(said[-1]["failed"] or 0)
        elif ok:
            passed = 1
    if not ok and failed == 0:
        failed = 1
    return passed, failed


def finish(passed, failed):
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def total(counts):
    counts = list(counts)
    return finish(sum(p for p, _ in counts), sum(f for _, f in counts))


def env():
    return {**SANITIZERS, **os.environ}


def run_meson(folder, arguments):
    log = ROOT / folder / "meson-logs" / "testlog.json"
    log.unlink(missing_ok=True)
    done = subprocess.run(["meson", "test", "-C", folder, "--no-rebuild", "--print-errorlogs", "--quiet", *arguments],
                          cwd=ROOT, env=env())
    if not log.exists():
        print(f"testlog: {folder} has no tests to run")
        return finish(0, 1)
    tests = [json.loads(line) for line in log.read_text().splitlines()]
    counts = [count(t.get("stdout", "") + "\n" + t.get("stderr", ""), t["result"] == "OK") for t in tests]
    if done.returncode and not any(failed for _, failed in counts):
        counts.append((0, 1))
    return total(counts)


def run_programs(folder, group, arguments):
    names = [path.stem for kind, of, path in sources.sources(ROOT) if kind == "program" and of == group]
    if not names:
        print(f"testlog: there is no program in {group}")
        return finish(0, 1)
    counts = []
    for name in names:
        done = subprocess.run([str(ROOT / folder / name), *arguments], cwd=ROOT, env=env(), text=True,
                              errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        print(f"== {name}\n{done.stdout}", end="", flush=True)
        counts.append(count(done.stdout, done.returncode == 0))
    return total(counts)


def run_fuzzer(folder, name, seconds):
    """Run one fuzzer; it keeps what it learns in the build folder and starts from the seeds of test/fuzz."""
    learnt = ROOT / folder / "corpus" / name
    learnt.mkdir(parents=True, exist_ok=True)
    command = [str(ROOT / folder / name), f"-max_total_time={seconds}", f"-timeout={FUZZ_INPUT_SECONDS_MAX}",
               f"-rss_limit_mb={FUZZ_RSS_MB_MAX}", f"-artifact_prefix={ROOT / folder}/{name}-", "-print_final_stats=1"]
    stem = name.removeprefix("fuzz_")
    for dictionary in (ROOT / "test/fuzz" / f"{name}.dict", ROOT / "test/fuzz" / f"{stem}.dict"):
        if dictionary.exists():
            command.append(f"-dict={dictionary}")
    command.append(str(learnt))
    command += [str(seeds) for seeds in (ROOT / "test/fuzz/corpus" / name, ROOT / "test/fuzz/corpus" / stem)
                if seeds.is_dir()]
    done = subprocess.run(command, cwd=ROOT, env=env(), text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stdout)
    print(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}, {runs[1] if runs else 'no'} inputs", flush=True)
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-60:]), flush=True)
    return (1, 0) if done.returncode == 0 else (0, 1)


def run_fuzz(folder, seconds):
    names = [path.stem for kind, _, path in sources.sources(ROOT) if kind == "fuzz"]
    if not names:
        print("testlog: there is no fuzzer in test/fuzz")
        return finish(0, 1)
    with concurrent.futures.ThreadPoolExecutor(FUZZERS_AT_ONCE) as pool:
        return total(pool.map(lambda name: run_fuzzer(folder, name, seconds), names))


def run_step(step):
    """Run `make STEP`, passing on what it writes; (passed, failed, seconds)."""
    begun = time.monotonic()
    print(f"== make {step}", flush=True)
    make = subprocess.Popen([os.environ.get("MAKE", "make"), "--no-print-directory", step], cwd=ROOT, text=True,
                            errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = []
    for line in make.stdout:
        output.append(line)
        sys.stdout.write(line)
        sys.stdout.flush()
    passed, failed = count("".join(output), make.wait() == 0)
    return passed, failed, time.monotonic() - begun


def run_all(steps):
    rows = [(step, *run_step(step)) for step in steps]
    print(f"\n{'step':<12}{'passed':>8}{'failed':>8}{'seconds':>9}")
    for step, passed, failed, seconds in rows:
        print(f"{step:<12}{passed:>8}{failed:>8}{seconds:>9.1f}{'  <--' if failed else ''}")
    return total((passed, failed) for _, passed, failed, _ in rows)


def main(arguments):
    match arguments:
        case ["meson", folder, *rest]:
            return run_meson(folder, rest)
        case ["programs", folder, group, *rest]:
            return run_programs(folder, group, rest)
        case ["fuzz", folder, seconds]:
            return run_fuzz(folder, int(seconds))
        case ["all", _, *_]:
            return run_all(arguments[1:])
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
