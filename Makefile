# Two commands: `make run` shows Zhoushan, `make test` proves it.
.PHONY: run test pictures longlife setup ingest bench bench-many bench-metrics bench-ingest bench-protocols bench-export fuzz kill-run forecast-report fault-run mutants lint clean

PYTHON ?= python3
VAR ?= $(or $(COCKPIT_VAR),var)
BIN := .venv/bin
export PYTHONUNBUFFERED = 1

run: $(VAR)/ready
	@$(BIN)/python app.py

setup: .venv/ready-run assets/vendor/ready

.venv/ready-run: requirements.txt
	@tools/environment.sh $(PYTHON) requirements.txt
	@touch $@

.venv/ready-test: requirements-dev.txt .venv/ready-run
	@tools/environment.sh $(PYTHON) requirements-dev.txt
	@touch $@

assets/vendor/ready: tools/bundle.py tools/bundle/package.json tools/bundle/entry.js tools/bundle/rows.js .venv/ready-run
	@$(BIN)/python tools/bundle.py

$(VAR)/platform.ready: .venv/ready-run
	@echo "生成演示平台……"
	@$(BIN)/python tools/demonstration.py
	@touch $@

$(VAR)/ready: setup $(VAR)/platform.ready
	@test -f $@ || { echo "首次入库……"; $(BIN)/python app.py ingest; }
	@touch $@

ingest: setup
	@$(BIN)/python app.py ingest

test: .venv/ready-test assets/vendor/ready
	@tools/install_test_services.sh
	@$(BIN)/ruff check . && $(BIN)/mypy
	@$(BIN)/python tools/audit_dependencies.py
	@CI= BUILD_NUMBER= $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile  # each failure in one line, in CI too

bench: .venv/ready-test $(VAR)/ready
	@$(BIN)/python -m tools.bench

bench-many: .venv/ready-test $(VAR)/ready
	@$(BIN)/python -m tools.bench.many

bench-metrics: .venv/ready-test
	@$(BIN)/python tools/bench_metrics.py

bench-protocols: .venv/ready-test
	@$(BIN)/python -m tools.bench_protocols

bench-ingest: .venv/ready-test
	@$(BIN)/python -m tools.bench_ingest

kill-run: .venv/ready-run
	@$(BIN)/python tools/kill_run.py --kills $(or $(KILLS),200)

fuzz: .venv/ready-test
	@$(BIN)/python -m tools.fuzz_callbacks

forecast-report: .venv/ready-run $(VAR)/ready
	@$(BIN)/python tools/forecast_report.py

longlife: .venv/ready-test assets/vendor/ready
	@$(BIN)/python tools/longlife.py
fault-run: .venv/ready-test
	@$(BIN)/python tools/fault_run.py

mutants: .venv/ready-test
	@$(BIN)/python tools/mutants.py

lint: .venv/ready-test
	$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/mypy

clean:
	rm -rf .venv var node_modules assets/vendor

bench-export: .venv/ready-test $(VAR)/ready
	@$(BIN)/python tools/bench_export.py

pictures: .venv/ready-test $(VAR)/ready
	@$(BIN)/python -m tools.pictures
