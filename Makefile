# detente: `make` lists what there is.
#
# Everything is installed into .venv, with uv when it is on PATH and with venv + pip when it is not.
# PYTHON3 names the Python to start from; SHARED the folder of raw data for `make starter`;
# PROCESSES how many processes share the tests.

VENV      ?= .venv
SHARED    ?= ../shared
PROCESSES ?= 3
PYTHON    := $(VENV)/bin/python
LOOKING   := PYTHONPATH=tests DETENTE_BROWSER_LAKE=$(CURDIR)/build/browser-lake $(PYTHON)
OLDEST    := $(VENV)-duckdb-1.5
KERNELS   := $(shell find src/detente/kernels -name '*.py')
BUNDLE    := src/detente/views/web/static/bundle/charts.js
MESSAGES  := $(wildcard src/detente/views/web/locale/*/LC_MESSAGES/*.po)
CATALOGUES := $(MESSAGES:.po=.mo)

export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z0-9.-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

# ---- what people run ----

.PHONY: demo
demo: $(VENV)/.has-run $(VENV)/.warm $(BUNDLE) $(CATALOGUES)  ## install, check a claim on the starter release, write the site
	@$(VENV)/bin/detente demo
	@$(VENV)/bin/detente export-site site --countries 2 --change territory

.PHONY: test
test: $(VENV)/.has-test $(VENV)/.warm-all  ## run every test that needs no Java and no browser, with the coverage gate
	$(PYTHON) -m pytest tests --ignore=tests/spark --ignore=tests/browser -n $(PROCESSES) --dist loadfile \
		--cov --cov-report= $(PYTEST)
	@$(PYTHON) tools/coverage_gate.py

.PHONY: lint
lint: $(VENV)/.has-lint  ## ruff, mypy --strict, and the direction of imports
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

.PHONY: test-spark
test-spark:  ## run the contract tests of both engines (needs Java 17)
	@sh tools/need_java.sh
	@$(MAKE) --no-print-directory $(VENV)/.has-spark $(VENV)/.has-test $(VENV)/.warm
	PYSPARK_PYTHON=$(abspath $(PYTHON)) SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost \
		$(PYTHON) -m pytest tests/spark $(PYTEST)

.PHONY: test-browser
test-browser: browser-lake  ## look at every page in Chromium, and ask the API at random
	$(LOOKING) -m pytest tests/browser -n $(PROCESSES) --dist loadfile $(PYTEST)

.PHONY: screenshots
screenshots: browser-lake  ## a picture of every page, in both languages, light and dark, at three widths
	DETENTE_SCREENSHOTS=$(abspath build/screenshots) $(LOOKING) -m pytest tests/browser/test_pages.py $(PYTEST)

.PHONY: pictures
pictures: browser-lake  ## the pictures that the documentation shows
	$(LOOKING) -m browser.pictures docs/pictures

.PHONY: browser-lake
browser-lake:
	@sh tools/need_chromium.sh
	@$(MAKE) --no-print-directory $(VENV)/.has-test $(VENV)/.has-browser $(VENV)/.warm-all \
		$(BUNDLE) $(CATALOGUES)
	@PYTHONPATH=tests $(PYTHON) -m browser.serving build/browser-lake

.PHONY: test-duckdb-1.5
test-duckdb-1.5: $(OLDEST)/.has-test $(FRESH)  ## engine and contract tests on the oldest versions allowed
	$(OLDEST)/bin/python -m pytest \
		$(wildcard tests/engine tests/contract tests/lake tests/indicators) $(PYTEST)

.PHONY: charts
charts: $(BUNDLE)  ## bundle the charts, if Node is there

.PHONY: test-charts
test-charts: $(BUNDLE)  ## test the charts' sources (needs Node)
	cd charts && { [ -d node_modules ] || npm ci; } && node --test test/*.test.js

.PHONY: catalogue
catalogue: $(CATALOGUES)  ## compile the translations of the pages

.PHONY: bench
bench: $(VENV)/.has-test $(VENV)/.has-browser $(VENV)/.warm-all  ## time detente beside polars and DuckDB
	PYTHONPATH=tests $(PYTHON) -m bench $(BENCH)

.PHONY: starter
starter: $(VENV)/.has-run $(VENV)/.warm  ## rebuild the shipped release from SHARED
	$(PYTHON) -m detente.sources.starter.make --shared $(SHARED)
	$(PYTHON) -m detente.sources.ror.make --shared $(SHARED)

.PHONY: affiliations
affiliations: $(VENV)/.has-run $(VENV)/.warm  ## precision and recall of affiliations resolved to countries
	$(PYTHON) -m bench.affiliations --shared $(SHARED)

.PHONY: screening
screening: $(VENV)/.has-run $(VENV)/.warm  ## precision and recall of organisations screened as listed
	$(PYTHON) -m bench.screening --shared $(SHARED)

.PHONY: simulate
simulate: $(VENV)/.has-run $(VENV)/.warm  ## worlds with planted truth: are verdicts and intervals right?
	$(PYTHON) -m bench.planted $(SIMULATE)

.PHONY: reliability
reliability: $(VENV)/.has-test $(VENV)/.warm-all  ## kill loads and damage lakes, thousands of times (an hour or two)
	PYTHONPATH=tests $(PYTHON) -m bench.reliability $(RELIABILITY)

.PHONY: clean
clean:  ## remove the virtual environments and every cache
	rm -rf $(VENV) $(OLDEST) build dist .coverage .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
	rm -rf charts/node_modules src/detente/views/web/static/bundle $(CATALOGUES)
	find src tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- installing: one stamp for each set of extras, so that a second run costs nothing ----

INSTALLED_BY := pyproject.toml uv.lock tools/install.sh tools/constraints.py

$(VENV)/.has-run: $(INSTALLED_BY)
	@tools/install.sh $(VENV) lock
	@touch $@

$(VENV)/.has-%: $(INSTALLED_BY)
	@tools/install.sh $(VENV) lock $*
	@touch $@

$(OLDEST)/.has-test: $(INSTALLED_BY)
	@tools/install.sh $(OLDEST) floors test
	@touch $@

# ---- what is built and not committed; installing makes it too, this keeps it up to date ----

$(BUNDLE): tools/bundle.py $(shell find charts -name node_modules -prune -o -type f -print) \
		| $(VENV)/.has-run
	@$(PYTHON) tools/bundle.py
	@if [ -f $@ ]; then touch $@; fi

%.mo: %.po | $(VENV)/.has-run
	@$(MAKE) --no-print-directory $(VENV)/.has-catalogue
	@$(PYTHON) tools/catalogue.py compile
	@touch $@

# numba looks only at the file a kernel stands in: when a helper in another file changes, what was
# compiled before is stale and must go.
FRESH := src/detente/kernels/__pycache__/.fresh

$(FRESH): $(KERNELS)
	@find src/detente -name '*.nb[ic]' -delete
	@mkdir -p $(@D)
	@touch $@

# what loads big files takes longer to compile than the demo's kernels, which need not wait for it
$(VENV)/.warm-all: $(VENV)/.warm
	@$(PYTHON) -m detente.kernels.warm all
	@touch $@

# compiling here keeps it out of the first command's time
$(VENV)/.warm: $(FRESH) $(INSTALLED_BY)
	@$(PYTHON) -m compileall -q src/detente
	@if [ -f src/detente/kernels/warm.py ]; then $(PYTHON) -m detente.kernels.warm; fi
	@touch $@
