# make demo: the main job on the embedded engine. make test: everything CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
EXTENSION := labextension/package.json labextension/yarn.lock labextension/tsconfig.json \
	$(shell find labextension/src labextension/style labextension/schema -type f 2>/dev/null)
PAPERS := notebooks/papers
# Two JupyterLabs and two browsers, the tests of a file always in the same.
BROWSER := $(BIN)/python -m pytest tests/ui -n 2 --dist loadfile
DEMO := $(BIN)/rca run --model formal --force

.PHONY: help demo lab test lint format unit jest browser bench install screenshots clean

help:
	@echo "make demo   implement sections of the sample papers, without a key or a model"
	@echo "make lab    open JupyterLab with the plan panel"
	@echo "make test   lint, types, architecture, unit, kernel, jest and browser tests"
	@echo "make bench  benchmarks, as ratios"

$(STAMPS)/venv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade pip
	@mkdir -p $(STAMPS) && touch $@

# An editable install builds the labextension and puts it, and the kernelspec, where Jupyter looks.
$(STAMPS)/install: $(STAMPS)/venv pyproject.toml constraints.txt $(EXTENSION) rca_kernel/kernelspec/kernel.json
	rm -rf rca_kernel/labextension
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(STAMPS)/test: $(STAMPS)/install
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	@touch $@

install: $(STAMPS)/install

demo: $(STAMPS)/install
	@mkdir -p build
	@$(DEMO) $(PAPERS)/mixing-augmentation.tex --section "Section 3" --output build/demo-mixing.ipynb
	@$(DEMO) $(PAPERS)/paced-batching.tex --section "Section 3" --output build/demo-batching.ipynb
	@$(DEMO) $(PAPERS)/adaptive-moments.tex --section "Section 3.2" --output build/demo.ipynb

lab: $(STAMPS)/install
	$(BIN)/rca lab --notebook-dir notebooks

lint: $(STAMPS)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd labextension && ../$(BIN)/jlpm run lint:check

format: $(STAMPS)/test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd labextension && ../$(BIN)/jlpm run lint

unit: $(STAMPS)/test
	$(BIN)/python -m pytest -n auto -m "not browser"

jest: $(STAMPS)/test
	cd labextension && ../$(BIN)/jlpm run test

$(STAMPS)/chromium: $(STAMPS)/venv
	@.ci/chromium
	@touch $@

browser: $(STAMPS)/test $(STAMPS)/chromium
	$(BROWSER)

# The README's picture is the panel as the browser tests see it.
screenshots: $(STAMPS)/test $(STAMPS)/chromium
	$(BIN)/python -m pytest tests/ui -k formal_engine
	cp build/screenshots/panel.png notebooks/images/panel.png

# The browser's own event loop outlives its tests: they run in a process of their own.
test: lint jest
	@.ci/chromium
	$(BIN)/python -m pytest -n auto -m "not browser"
	$(BROWSER)

bench: $(STAMPS)/test
	$(BIN)/python -m tests.benchmarks

clean:
	rm -rf build dist rca_kernel/labextension labextension/lib labextension/node_modules $(VENV)
