# Everything that one does with OpenHall. `make help` lists the targets; CONTRIBUTING.md explains them.
#
# C is built by meson into build/, the screens by vite into build/web/. Sanitizers, fuzzers and
# coverage have build folders of their own, so that none of them throws away another's objects.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Steps stand on each other; ninja, vite and the fuzzers use the processors by themselves.
.NOTPARALLEL:

BUILD := build
PREFIX ?= /usr/local
DESTDIR ?=
LISTEN ?= 127.0.0.1:8080
FUZZ_SECONDS ?= 60
PROP_SECONDS ?= 60
SIM_SEEDS ?= 200
RACE_REQUESTS ?= 2000
KILL_ROUNDS ?= 5
CLANG ?= clang
NPM := tools/npm --prefix web

WEB_SOURCES := $(shell find web -name node_modules -prune -o -name schema.d.ts -prune -o -type f -print 2>/dev/null)
CONTRACT := $(wildcard contract/*.json)

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

# ---- Setting up and building

.PHONY: setup
setup: ## Install what is missing of the Debian and npm packages
	@tools/setup

.PHONY: setup-test
setup-test: ## Install what only the tests need as well
	@tools/setup test

.PHONY: build
build: setup c web ## Build the server and the screens into build/

.PHONY: c
c: ## Build the server and its tests
	@tools/configure $(BUILD)
	@ninja -C $(BUILD) --quiet

.PHONY: web
web: $(BUILD)/web/index.html ## Build the screens

$(BUILD)/openapi.json: tools/openapi.py $(CONTRACT)
	@mkdir -p $(@D)
	@python3 tools/openapi.py contract/ $@

web/src/api/schema.d.ts: $(BUILD)/openapi.json
	@mkdir -p $(@D)
	@$(NPM) run --silent types

$(BUILD)/web/index.html: web/src/api/schema.d.ts $(WEB_SOURCES)
	@$(NPM) run --silent build

.PHONY: run
run: build ## Serve a demonstration hall on LISTEN (127.0.0.1:8080)
	@tools/demo $(BUILD) $(LISTEN) || true # the server has said why, for instance that it runs already

.PHONY: install
install: build ## Install program, screens, manual, completions and unit below DESTDIR and PREFIX
	install -Dm755 $(BUILD)/openhall $(DESTDIR)$(PREFIX)/bin/openhall
	install -d $(DESTDIR)$(PREFIX)/share/openhall
	cp -rT $(BUILD)/web $(DESTDIR)$(PREFIX)/share/openhall/web
	install -Dm644 packaging/openhall.1 $(DESTDIR)$(PREFIX)/share/man/man1/openhall.1
	install -Dm644 packaging/openhall.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/openhall
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's#@PREFIX@#$(PREFIX)#g' packaging/openhall.service >$(DESTDIR)$(PREFIX)/lib/systemd/system/openhall.service

.PHONY: clean
clean: ## Remove what the build made
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-tsan $(BUILD)-fuzz $(BUILD)-cover web/src/api/schema.d.ts

# ---- Checks, each alone

.PHONY: quick
quick: c layers tidy unit-fast ## Build what changed, check the rules, run the fast tests; under 15 s

.PHONY: unit
unit: c ## Unit tests, the command line, and a little of the property and simulation tests
	@python3 tools/testlog.py meson $(BUILD)

.PHONY: unit-fast
unit-fast: c
	@python3 tools/testlog.py meson $(BUILD) --no-suite slow --no-suite sim --no-suite prop --no-suite cli

.PHONY: layers
layers: ## Includes against tools/layers.txt
	@python3 tools/layers.py

.PHONY: tidy
tidy: ## Style rules of the sources
	@python3 tools/tidy.py

.PHONY: docs
docs: c ## Documents against the program
	@python3 tools/docs.py $(BUILD)/openhall

.PHONY: tools
tools: ## Tests of the tools themselves
	@python3 tools/test_tools.py

.PHONY: trace
trace: ## Requirements with their tests, and those without
	@python3 tools/trace.py

.PHONY: format
format: ## Reformat the C sources by .clang-format
	@find src test bench -name '*.[ch]' -print0 | xargs -0 -r clang-format -i

.PHONY: asan
asan: ## Unit tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@tools/configure $(BUILD)-asan -Db_sanitize=address,undefined
	@ninja -C $(BUILD)-asan --quiet
	@python3 tools/testlog.py meson $(BUILD)-asan

.PHONY: tsan
tsan: ## Unit tests under ThreadSanitizer
	@tools/configure $(BUILD)-tsan -Db_sanitize=thread
	@ninja -C $(BUILD)-tsan --quiet
	@python3 tools/testlog.py meson $(BUILD)-tsan

.PHONY: cover
cover: ## Branch coverage of src/queue by its tests; fails under 95 %
	@tools/cover $(BUILD)-cover

.PHONY: web-test
web-test: web ## Unit tests of the screens
	@$(NPM) test --silent

.PHONY: web-check
web-check: web ## Types of the screens
	@$(NPM) run --silent check

.PHONY: budgets
budgets: build ## Sizes of the screens against their budgets
	@$(NPM) run --silent budget

.PHONY: fuzzers
fuzzers:
	@CC=$(CLANG) tools/configure $(BUILD)-fuzz -Dfuzzers=true -Db_lundef=false
	@ninja -C $(BUILD)-fuzz --quiet

.PHONY: fuzz
fuzz: fuzzers ## Each fuzzer for FUZZ_SECONDS (60), two at a time
	@python3 tools/testlog.py fuzz $(BUILD)-fuzz $(FUZZ_SECONDS)

.PHONY: prop
prop: c ## Property tests for PROP_SECONDS (60)
	@python3 tools/testlog.py programs $(BUILD) prop --seconds $(PROP_SECONDS)

.PHONY: sim
sim: c ## Simulations of SIM_SEEDS (200) seeds
	@python3 tools/testlog.py programs $(BUILD) sim --seeds $(SIM_SEEDS)

.PHONY: race
race: c ## Clients that race for one queue, RACE_REQUESTS (2000) requests
	@test/race/run $(RACE_REQUESTS)

.PHONY: kill
kill: build ## Kill the server KILL_ROUNDS (5) times under load; nothing acknowledged is lost
	@test/kill/run $(KILL_ROUNDS)

.PHONY: e2e
e2e: build ## The screens in a real browser; all, or those of PARTS
	@test/e2e/run $(PARTS)

.PHONY: pictures
pictures: setup-test build ## Pictures of every screen for the user guides, into docs/pictures/
	@tools/pictures

.PHONY: bench
bench: build ## The benchmark of the queue: half a minute; nothing else should run
	@$(BUILD)/openhall bench queue

# ---- All of it, and the long ones

# In the order of `make test`. A step prints its count as `N passed, N failed`.
STEPS := tools layers tidy unit docs trace asan cover web-check web-test budgets sim prop fuzz race kill e2e

.PHONY: test
test: setup-test build ## Everything that a change must pass; the last line counts the tests
	@python3 tools/testlog.py all $(STEPS)

.PHONY: e2e-long
e2e-long: build ## Boards for a quarter of an hour: 1,000 calls timed, 10,000 for their memory, a minute without a link
	@$(NPM) run --silent e2e-long

.PHONY: fuzz-long
fuzz-long: ## Each fuzzer for an hour
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=3600

.PHONY: sim-long
sim-long: ## Simulations of 10,000 seeds
	@$(MAKE) --no-print-directory sim SIM_SEEDS=10000

.PHONY: race-long
race-long: ## Clients that race for one queue, 100,000 requests
	@$(MAKE) --no-print-directory race RACE_REQUESTS=100000

.PHONY: kill-long
kill-long: ## Kill the server 200 times
	@$(MAKE) --no-print-directory kill KILL_ROUNDS=200

.PHONY: prop-night
prop-night: ## Property tests for eight hours
	@$(MAKE) --no-print-directory prop PROP_SECONDS=28800
