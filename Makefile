# Gongzhi: the commands of the contract. `make help` lists them.
PYTHON ?= python3
PACK ?= guiyang
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/uv
# Compiled modules are kept below var/, whatever the environment says: a run starts hundreds of processes.
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/pycache
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install assets browser-deps demo test prove bench docs lint messages

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

install: ## .venv with the gongzhi command, and the front-end assets
	@sh scripts/install.sh "$(PYTHON)"

demo: install ## make demo [PACK=guiyang] [PORT=8000] [RESET=1]: a living community up to today
	@$(BIN)/gongzhi demo --pack "$(PACK)" --port "$(PORT)" $(if $(filter 1,$(RESET)),--reset)

test: install ## the suite on SQLite and PostgreSQL, with the browser tests
	@sh scripts/test.sh

prove: install ## the long proofs: every story, faults, both databases at size
	@sh scripts/prove.sh

bench: install ## speed as ratios to the bare database in the same run
	@$(BIN)/python -m bench

docs: install ## generated documentation: pack schema, configuration, ledger format
	@$(BIN)/gongzhi docs

lint: install ## ruff, mypy strict, import contracts, migrations, catalogs
	@sh scripts/lint.sh
