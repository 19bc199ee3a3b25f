# The doors of this project; plain `make` lists them. Needs Python 3.11 or newer, the rest comes along.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.setup
UV = $(BIN)/uv pip --quiet
LOCK = $(UV) compile --universal --generate-hashes --no-annotate --no-emit-index-url --custom-compile-command 'make lock' $(ARGS)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard loket/translations/*/LC_MESSAGES/messages.po))
# The desk reads Dutch and English. Dutch with "u" (nl@u) holds only what is said otherwise; its test says what is missing.
FOR_RESIDENTS := $(filter-out en nl@u,$(patsubst loket/translations/%/LC_MESSAGES/messages.mo,%,$(CATALOGUES)))
UPDATE = $(BIN)/pybabel --quiet update -d loket/translations --no-wrap --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' Makefile | expand -t 16

.PHONY: setup
setup: $(SETUP) $(CATALOGUES) ## the environment in .venv, and the style sheets and scripts of others in static/vendor

$(SETUP): pyproject.toml hatch_build.py package-lock.json requirements-build.lock requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 setup")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -o '^uv==[^ ]*' requirements-dev.lock)"
	$(UV) install --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(UV) install --python $(BIN)/python --no-deps --build-constraints requirements-build.lock --editable .
	@touch $@

%.mo: %.po | $(SETUP)
	$(BIN)/pybabel --quiet compile -i $< -o $@

.PHONY: run
run: setup ## Loket on this machine, with a demonstration desk
	$(BIN)/python -m loket serve --demo

.PHONY: demo
demo: setup ## the demonstration: what a resident and the desk go through
	$(BIN)/python -m loket demo

.PHONY: test
test: setup system lint types ## everything that must pass
	$(BIN)/python -m pytest $(ARGS)

.PHONY: quick
quick: setup ## the tests that need no browser
	$(BIN)/python -m pytest -m 'not browser' $(ARGS)

.PHONY: lint
lint: setup ## style, form, and which part may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

.PHONY: types
types: setup ## mypy, strict
	$(BIN)/mypy

.PHONY: bench
bench: setup ## how much a machine carries
	$(BIN)/python -m bench $(ARGS)

.PHONY: system
system: ## Chromium, Redis and PostgreSQL for the tests (Debian and Ubuntu, as root)
	@missing=; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v redis-server >/dev/null || missing="$$missing redis-server"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	test -z "$$missing" && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing$$missing"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && apt-get install -qq --no-install-recommends $$missing >/dev/null || echo "That failed."; \
	else \
		echo "Not on this machine:$$missing. The tests that need them are left out, or fail when CI=true."; \
	fi

.PHONY: translations
translations: setup ## collect the texts anew; then translate loket/translations/*/LC_MESSAGES/messages.po
	$(BIN)/pybabel --quiet extract -F pyproject.toml --no-wrap --sort-by-file --add-location=file --omit-header -k mark \
		-o loket/translations/messages.pot .
	$(BIN)/python -m loket guide catalogue loket/translations/residents.pot
	$(UPDATE) -l en -i loket/translations/messages.pot
	for language in $(FOR_RESIDENTS); do $(UPDATE) -l $$language -i loket/translations/residents.pot || exit; done

.PHONY: lock
lock: setup ## pin what pyproject.toml asks for; ARGS=--upgrade takes the newest of everything
	$(LOCK) pyproject.toml --all-extras -o requirements.lock
	$(LOCK) pyproject.toml --all-extras --group dev -c requirements.lock -o requirements-dev.lock
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
		| $(LOCK) - -c requirements-dev.lock --python-version 3.11 -o requirements-build.lock

.PHONY: clean
clean: ## everything that was made, but for var/
	rm -rf .venv node_modules static/vendor dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
	rm -f $(CATALOGUES) loket/translations/*.pot
