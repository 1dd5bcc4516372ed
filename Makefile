# Everything that can be done here; `make help` says what.
.DEFAULT_GOAL := help
.PHONY: help run demo test test-console check-console screens test-rabbitmq4 fast-store test-fast-store unit mutants bench memory faults lint format docs console clean
PYTHON ?= python3
# every test process would compile all tests anew, which takes 12 s of processor time
unexport PYTHONDONTWRITEBYTECODE
RUN = .venv/bin/python
ALONE = tests/flows/test_graceful_stop.py tests/flows/test_long_work.py tests/flows/test_crowd.py
# one more than two cores, as tests wait for processes that start and for brokers that are away
TOGETHER = --numprocesses 3 --dist worksteal --durations 15

help: ## Show this help
	@grep -E '^[a-z][a-z0-9-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

.venv/.run: pyproject.toml uv.lock tools/bootstrap.py
	@$(PYTHON) tools/bootstrap.py --no-dev --extra embedded --extra tracing
	@touch $@

.venv/.dev: pyproject.toml uv.lock tools/bootstrap.py
	@$(PYTHON) tools/bootstrap.py --extra embedded --extra tracing
	@touch $@ .venv/.run

run: .venv/.run ## Set up and start the whole system in the foreground (TONGBAN_PORT, TONGBAN_VAR)
	@$(PYTHON) services/command_fonts.py --background
	@exec $(RUN) -m services all

demo: .venv/.run ## Play the story of a document against the running system
	@exec $(RUN) -m services demo

test: .venv/.dev ## Run every test, over a real RabbitMQ and a real store (WITHOUT="flow and rabbitmq"; TONGBAN_TESTS=whole tries every attack on every route)
	@$(PYTHON) tools/rabbitmq.py
	@$(PYTHON) services/command_fonts.py
	@$(RUN) -m pytest $(TOGETHER) $(ALONE:%=--ignore %) $(if $(WITHOUT),-m "not ($(WITHOUT))")
	@$(RUN) -m pytest --durations 15 $(ALONE)

test-rabbitmq4: .venv/.dev ## Run every flow over RabbitMQ again, on RabbitMQ 4 (root) and with green threads on asyncio
	@tree=$$($(PYTHON) tools/rabbitmq4.py) && RABBITMQ_TREE="$$tree" EVENTLET_HUB=asyncio $(RUN) -m pytest tests/flows -m rabbitmq $(TOGETHER)

fast-store: ## Build the fast embedded store, secantusd-rs, once, outside the tree (cargo, more than an hour), and print its path
	@$(PYTHON) tools/fast_store.py

STORY = $(addprefix tests/flows/test_,document_story incoming internal countersigning meetings votes supervision attachments \
	backup hot_backup full_disk guarantees together repeats starting relay todo writing)
test-fast-store: .venv/.dev ## Run the tests of stores, faults and main flows on the fast store; without it they are not run
	@if store=$$($(PYTHON) tools/fast_store.py --found); then \
	  TONGBAN_STORE="$$store" $(RUN) -m pytest $(TOGETHER) tests/stores tests/faults $(wildcard $(STORY:=.py)) -m "not rabbitmq"; fi

unit: .venv/.dev ## Run the fast tests only
	@$(RUN) -m pytest tests/unit

mutants: .venv/.dev ## Break rules one at a time, a seeded sample, and see whether the unit tests notice (ARGS="--seed 7 --count 60 services/meetings")
	@$(RUN) tools/mutants.py $(ARGS)

bench: .venv/.dev ## Compare the speed with that of others on this machine (ARGS="--quick", names of benches)
	@$(PYTHON) tools/rabbitmq.py
	@$(PYTHON) tools/bootstrap.py --extra embedded --extra tracing --group bench
	@$(RUN) -W ignore -m tests.bench $(ARGS)

memory: .venv/.dev ## Measure the memory of each service, and compare it with docs/memory.md (ARGS=--write writes it anew)
	@$(PYTHON) tools/rabbitmq.py
	@$(RUN) -W ignore -m tests.bench.memory $(ARGS)

faults: .venv/.dev ## Provoke every fault under load, each with 10,000 commands (TONGBAN_FAULT_COMMANDS), into a table and var/faults.json
	@$(PYTHON) tools/rabbitmq.py
	@$(RUN) -W ignore -m tests.faults

lint: .venv/.dev ## Check style, types and who may import whom
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

format: .venv/.dev ## Put the code into the common form
	@.venv/bin/ruff check --fix-only -q .
	@.venv/bin/ruff format .

docs: .venv/.dev ## Write the generated documents anew
	@$(RUN) -m services docs

console: docs ## Build the console anew (Node 20 and npm; nothing else needs them)
	@cd console && npm ci --no-audit --no-fund && npm run types && npm run build

check-console: .venv/.dev ## Check types, style, tests and build of the console; afterwards `make test` tells its stories too (Node 20; Chromium by apt)
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium >/dev/null; }
	@cd console && npm ci --no-audit --no-fund --loglevel error && npm run -s types && npm run -s lint && npm run -s check && npm run -s test && npm run -s build >/dev/null
	@changed=$$(git status --porcelain -- services/gateway/static/console console/src/api ':!*.gz'); \
	  [ -z "$$changed" ] || { echo "the built console is not that of its sources; run make console and commit:"; echo "$$changed"; exit 1; }

test-console: check-console ## Check the console, and tell its stories in a real browser
	@$(RUN) -m pytest $(TOGETHER) tests/flows/test_console*.py

screens: .venv/.dev ## Draw the pictures of docs/screens anew, of a system of its own (Node 20, Chromium)
	@$(RUN) -m tests.support.screens

clean: ## Remove what was set up (never data)
	@rm -rf .venv .tools .mypy_cache .ruff_cache
