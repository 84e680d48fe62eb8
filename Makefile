# The commands, for hands and for continuous integration (.ci/run). `make` lists them.

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTHONS = $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3 python)
CHECKED = $(wildcard src tests examples benchmarks training scripts)
# Conda and some shells export HOST with another meaning, so only `make HOST=...` counts.
ADDRESS = $(if $(filter command,$(origin HOST)),--host $(HOST)) $(if $(PORT),--port $(PORT))

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: .venv/runtime ## Start the search; a first start also obtains the documentation (PORT=, HOST=, ARGS=)
	@$(BIN)/python -m castalia serve $(ADDRESS) $(ARGS)

index: .venv/runtime ## Index documentation: a version, archive, folder or address (SOURCE=, ARGS=)
	@$(BIN)/python -m castalia index $(SOURCE) $(ARGS)

test: .venv/development ## Run every test on SQLite and PostgreSQL (ARGS="tests/search -k name")
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

bench: .venv/development ## Measure database layer, faults, indexing, latency, load and peers (ARGS="ARCHIVE ... --queries FILE")
	@PYTHONPATH=src:. $(BIN)/python -m benchmarks $(ARGS)

bench-scale: .venv/development ## Measure searches while an index grows to a million sections (ARGS="INDEX.db --queries FILE")
	@PYTHONPATH=src:. $(BIN)/python -m benchmarks.scale $(ARGS)

bench-faults: .venv/development ## Ask a service while its PostgreSQL fails, and count what is answered (ARGS="--only restart")
	@PYTHONPATH=src:. $(BIN)/python -m benchmarks.faults $(ARGS)

eval: .venv/development ## Ask golden queries of documentation, by kind (ARCHIVE=..., ARGS="--ablations --names")
	@PYTHONPATH=src:. $(BIN)/python -m benchmarks.relevance $(ARCHIVE) $(ARGS)

screenshots: .venv/development ## Take the pictures in docs/screenshots anew, of the index in CASTALIA_HOME
	@PYTHONPATH=src:. $(BIN)/python -m benchmarks.screenshots

soak: .venv/development ## Run the tests that take minutes, which `make test` leaves out (ARGS="-k name")
	$(BIN)/python -m pytest -m soak $(ARGS)

check: .venv/development ## Lint, formatting, types, and whether the locks are current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CHECKED)
	scripts/lock --check
	@$(BIN)/python scripts/audit.py
	@! docker compose version >/dev/null 2>&1 || POSTGRES_PASSWORD=unused docker compose --profile '*' config --quiet

format: .venv/development ## Format the code and repair what lint can repair
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: .venv/development ## Lock the dependencies that pyproject.toml asks for (ARGS=--upgrade takes the newest)
	scripts/lock $(ARGS)

dist: .venv/development ## Build wheel and sdist, and try them in an empty environment (PYTHON=python3.12)
	@scripts/dist $(or $(PYTHON),$(BIN)/python)

clean: ## Remove the environment and every cache; the index stays
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp says what is installed, so that a start with nothing new runs no pip.
.venv/created:
	@scripts/environment .venv $(PYTHONS)
	@touch $@

.venv/runtime: .venv/created requirements/runtime.txt requirements/build.txt pyproject.toml src/castalia/__init__.py
	@echo "Installing Castalia and its locked dependencies into .venv; the first time this takes a minute"
	@$(PIP) install --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/development: .venv/runtime requirements/development.txt
	@echo "Installing the locked tools for tests and checks into .venv"
	@$(PIP) install --require-hashes -r requirements/development.txt
	@touch $@

.DEFAULT_GOAL := help
.PHONY: help serve index test bench bench-faults bench-scale eval screenshots soak check format lock dist clean
