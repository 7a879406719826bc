# make demo: the main job on the embedded engine. make test: everything CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
PANEL := rca_kernel/labextension/package.json
EXTENSION := labextension/package.json labextension/tsconfig.json rca_kernel/memory/schema.json \
	$(shell find labextension/src labextension/style labextension/schema -type f 2>/dev/null)
# The pinned versions are those of Python 3.11 and later.
PINNED := $(shell $(PYTHON) -c "import sys; print('constraints.txt' if sys.version_info >= (3, 11) else '')")
PIP := $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check \
	$(addprefix -c ,$(PINNED)) $(addprefix --build-constraint ,$(PINNED))
PAPERS := notebooks/papers
DEMO := $(BIN)/rca run --model formal --force
STAGE := .ci/stage
JLPM := .ci/jlpm $(BIN)
CHECKS := ruff mypy prettier eslint types jest chromium
# What would change what is installed or tested.
UNWANTED := PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONDONTWRITEBYTECODE NODE_ENV \
	PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_NO_DEPS PIP_CONSTRAINT PIP_REQUIRE_HASHES PIP_NO_BUILD_ISOLATION

# Where there is no home to write to, caches and settings go to build/.
ifneq ($(shell [ -n "$$HOME" ] && [ -w "$$HOME" ] && echo writable),writable)
export HOME := $(CURDIR)/build/home
$(shell mkdir -p build/home)
endif

.PHONY: help demo lab test lint format unit browser bench install screenshots clean $(CHECKS)

help:
	@echo "make demo   implement sections of the sample papers, without a key or a model"
	@echo "make lab    open JupyterLab with the plan panel"
	@echo "make test   lint, types, architecture, unit, kernel, jest and browser tests"
	@echo "make bench  benchmarks, as ratios"

$(STAMPS)/venv: constraints.txt
	@$(STAGE) venv sh -c '$(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --no-input \
		--disable-pip-version-check $(addprefix -c ,$(PINNED)) --upgrade pip jupyter-builder'
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: $(STAMPS)/venv labextension/package.json labextension/yarn.lock labextension/.yarnrc.yml
	@$(STAGE) node $(JLPM) install
	@touch $@

$(PANEL): $(STAMPS)/node $(EXTENSION)
	@$(STAGE) panel $(JLPM) run build:prod
	@touch $@

# An editable install puts the panel that was built, and the kernelspec, where Jupyter looks.
$(STAMPS)/install: $(STAMPS)/venv $(PANEL) pyproject.toml constraints.txt $(wildcard rca_kernel/kernelspec/*)
	@$(STAGE) install $(PIP) -e .
	@touch $@

# All at once and beside Node's, because nothing is left to be resolved.
$(STAMPS)/packages: $(STAMPS)/venv constraints.txt
	@$(if $(PINNED),$(STAGE) packages $(PIP) --no-deps -r constraints.txt)
	@touch $@

$(STAMPS)/test: $(STAMPS)/packages $(PANEL) pyproject.toml $(wildcard rca_kernel/kernelspec/*)
	@$(STAGE) install $(PIP) -e ".[test]"
	@touch $(STAMPS)/install $@

install: $(STAMPS)/install

demo: $(STAMPS)/install
	@mkdir -p build
	@$(DEMO) $(PAPERS)/mixing-augmentation.tex --section "Section 3" --output build/demo-mixing.ipynb
	@$(DEMO) $(PAPERS)/paced-batching.tex --section "Section 3" --output build/demo-batching.ipynb
	@$(DEMO) $(PAPERS)/adaptive-moments.tex --section "Section 3.2" --output build/demo.ipynb

lab: $(STAMPS)/install
	$(BIN)/rca lab --notebook-dir notebooks

lint: ruff mypy prettier eslint types

ruff: $(STAMPS)/test
	@$(STAGE) ruff sh -c '$(BIN)/ruff check . && $(BIN)/ruff format --check .'

mypy: $(STAMPS)/test
	@$(STAGE) mypy $(BIN)/mypy

prettier eslint types: $(STAMPS)/node
	@$(STAGE) $@ $(JLPM) run $@:check

jest: $(STAMPS)/node
	@$(STAGE) jest $(JLPM) run test

chromium:
	@$(STAGE) chromium .ci/chromium

format: $(STAMPS)/test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(JLPM) run lint

unit: $(STAMPS)/test
	@STAGE_LIVE=1 $(STAGE) unit $(BIN)/python -m pytest -n auto --dist worksteal -m "not browser"

# Two JupyterLabs and two browsers, the tests of a file always in the same. The browser's own event loop
# outlives its tests: they run in a process of their own.
browser: $(STAMPS)/test chromium
	@STAGE_LIVE=1 RCA_CHROMIUM="$$(.ci/chromium)" $(STAGE) browser \
		$(BIN)/python -m pytest tests/ui -n 2 --dist loadfile --tb=short

# The README's picture is the panel as the browser tests see it.
screenshots: $(STAMPS)/test chromium
	RCA_CHROMIUM="$$(.ci/chromium)" $(BIN)/python -m pytest tests/ui -k formal_engine
	cp build/screenshots/panel.png notebooks/images/panel.png

# Python's lane and Node's at the same time, then the suites, which use both cores themselves.
test:
	@rm -rf build/stages
	@clean="env $(addprefix -u ,$(UNWANTED)) LC_ALL=C.UTF-8 $(MAKE) --no-print-directory"; \
	$$clean -j2 $(CHECKS) && $$clean unit && $$clean browser; code=$$?; \
	.ci/summary venv packages node panel install $(CHECKS) unit browser; exit $$code

bench: $(STAMPS)/test
	$(BIN)/python -m tests.benchmarks

clean:
	rm -rf build dist rca_kernel/labextension labextension/lib labextension/node_modules $(VENV)
