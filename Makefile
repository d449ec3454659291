# Two commands on a machine with Python 3.11+ and make: `make demo`, `make test`. Everything they need is installed into .venv.
PYTHON ?= python3
UV := .tools/bin/uv

.PHONY: demo test soak bench lint install ui

demo: install
	.venv/bin/totalplace demo

test: install lint
	.venv/bin/python -m pytest -n 2 --dist loadfile -m "not soak"

soak: install
	.venv/bin/python -m pytest -n 2 --dist loadfile -m soak

bench: install
	.venv/bin/python benchmarks/run.py

lint: install
	.venv/bin/ruff check .
	.venv/bin/mypy

ui: install
	.venv/bin/totalplace ui

install: .venv/.installed

.venv/.installed: pyproject.toml uv.lock web/pyproject.toml web/package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Say which with: make PYTHON=python3.12 …") if sys.version_info < (3, 11) else None'
	test -x $(UV) || { $(PYTHON) -m venv .tools && .tools/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"; }
	$(UV) sync --locked --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')"
	touch $@
