# One command each on a Debian machine with a Rust toolchain; what else is needed gets installed, and is named in one line.
#
#   make demo         the product with its simulator and demo data (DIAGNOSES=dir imports a full register, ARGS=… is passed on)
#   make test         every check: format, lints, tests on both databases, conformance, browser journeys
#   make conformance  the national cases, and 10 000 random certificates per type and version (CASES=n for another number)
#   make bench        the ratios that the README quotes

.PHONY: demo test conformance bench node_modules needs-build needs-test needs-conformance needs-bench
.DEFAULT_GOAL := demo

CARGO_TARGET_DIR ?= $(CURDIR)/target
# The Python that has the libraries of scripts/requirements.txt.
PYTHON := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/nationella-intyg/python/bin/python
export CARGO_TARGET_DIR PYTHON

demo: needs-build node_modules
	@cargo build --locked --release -p intyg-server -p intyg-simulator
	@"$(CARGO_TARGET_DIR)/release/nationella-intyg" demo $(if $(DIAGNOSES),--diagnoses "$(DIAGNOSES)") $(ARGS)

test: needs-test node_modules
	@cargo xtask ci

conformance: needs-conformance node_modules
	@CONFORMANCE_CASES=$(or $(CASES),10000) cargo test --quiet -p intyg-convert --test it conformance::
	@cargo xtask conformance

bench: needs-bench node_modules
	@cargo build --locked --release --workspace --bins
	@"$(CARGO_TARGET_DIR)/release/intyg-bench" $(ARGS)

needs-build:
	@scripts/needs.sh build

needs-test:
	@scripts/needs.sh build browser database xml pdf python

needs-conformance:
	@scripts/needs.sh build database xml python

needs-bench:
	@scripts/needs.sh build browser python

node_modules: node_modules/.package-lock.json

# npm writes that file itself, last of all.
node_modules/.package-lock.json: package.json package-lock.json | needs-build
	@echo "installs: $$(sed -n 's|^    "node_modules/\(.*\)": {|\1|p' package-lock.json | paste -sd ' ') (npm packages)"
	@npm ci --loglevel=error >/dev/null
