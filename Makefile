# The doors of LinLi Desk. Each sets up what it needs; nothing is set up by hand.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.ready
DEMO := build/demo-shop

.PHONY: setup run test soak lint bench faults pictures installer clean

setup: $(STAMP)

$(STAMP): pyproject.toml .make/system.sh
	@./.make/system.sh
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --upgrade pip setuptools wheel
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@PYTHONDONTWRITEBYTECODE= $(PY) -m compileall -q -x 'tmpl|templates' $(VENV)/lib desktop views models migrations resources
	@touch $@

# The window on a demonstration shop; without a display, on a virtual one, where it works a customer by itself.
run: $(STAMP)
	@$(PY) -m desktop.show $(DEMO)

test: $(STAMP)
	@QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n 2 -q

# The points ledger against its plain reckoning, 20,000 runs of 50 acts: about an hour on two cores.
soak: $(STAMP)
	@QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE= LINLI_SOAK=20000 $(PY) -m pytest -n 2 -q tests/points

lint: $(STAMP)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

bench: $(STAMP)
	@PYTHONDONTWRITEBYTECODE= $(PY) -m tests.bench

# The fault catalogue in full and the seeded defects beside it, as a table and as build/faults.json.
faults: $(STAMP)
	@QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE= $(PY) -m tests.faults

pictures: $(STAMP)
	@QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE= $(PY) -m tests.pictures

# The folder that shops get, built for this system and tried: starts, checks, prints, draws its window.
installer: $(STAMP)
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable ".[dev,installer]"
	@$(PY) -m PyInstaller --noconfirm --log-level ERROR --distpath build/installer --workpath build/installer-work build_installer.spec
	@QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -q -p no:randomly -m installer tests/desktop/test_installer.py

clean:
	rm -rf build
