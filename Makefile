# The two commands, and the chores. After set-up, snakemake works as is: . .venv/bin/activate
CORES ?= $(shell nproc 2>/dev/null || echo 2)
BIN := .venv/bin

.PHONY: quick setup test lint lock docs site pictures status progress verify submit point export benchmark refine

quick: setup ## set up and run the default study
	PATH="$(CURDIR)/$(BIN):$$PATH" snakemake --cores $(CORES)
	@echo "Figures: results/quick/figures   dataset: results/quick/dataset.nc   next: . .venv/bin/activate && snakemake --cores $(CORES) -n"

setup: ## the locked environment in .venv
	@bash envs/setup.sh

test: ## set up and run all tests, side by side on all cores; some of them: make test TESTS=tests/unit
	@bash envs/setup.sh test
	PATH="$(CURDIR)/$(BIN):$$PATH" OMP_NUM_THREADS=1 python -m pytest -n $(CORES) --dist loadgroup --no-loadscope-reorder $(TESTS)

lint:
	@bash envs/setup.sh test
	$(BIN)/ruff check . && $(BIN)/snakefmt --check Snakefile workflow

lock: ## make the locks again (needs uv); no index or address stands in them
	uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header --no-annotate pyproject.toml -o envs/requirements.txt
	uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header --no-annotate pyproject.toml --group docs -c envs/requirements.txt -o envs/requirements-docs.txt
	uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header --no-annotate pyproject.toml --group test -c envs/requirements-docs.txt -o envs/requirements-test.txt

benchmark: setup ## measure speed and cost, and write docs/performance.md; more with BENCHMARK="--growth" or "peers"
	PATH="$(CURDIR)/$(BIN):$$PATH" python -m benchmarks $(BENCHMARK)

docs: ## what is generated in docs/ (parameter tables, model description, reference), and the schema for editors
	PYTHONPATH=scripts $(BIN)/python -m homeotherm.describe
	PYTHONPATH=scripts $(BIN)/python -m homeotherm.describe_model
	PYTHONPATH=scripts $(BIN)/python -m homeotherm.study_schema
	PYTHONPATH=scripts $(BIN)/python -m homeotherm.reference

site: ## the documentation as a site in site/, from docs/ and published/: open site/index.html
	@bash envs/setup.sh docs
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -b html docs site

pictures: ## the pictures of docs/figures that show published results, from published/: make pictures PICTURES=energy/claims
	PYTHONPATH=scripts $(BIN)/python -m homeotherm.pictures $(PICTURES)

status: ## how far a study is, while it runs and afterwards: make status STUDY=quick
	@PYTHONPATH=scripts $(BIN)/python -m homeotherm.status $(STUDY) $(if $(CONFIG),--config $(CONFIG))

progress: ## follow a study that runs elsewhere until all its points are done: make progress STUDY=states
	@PYTHONPATH=scripts $(BIN)/python -m homeotherm.progress $(STUDY) $(if $(CONFIG),--config $(CONFIG))

verify: ## whether the results of a study are as they were made: make verify STUDY=quick
	@PYTHONPATH=scripts $(BIN)/python -m homeotherm.verify $(STUDY)

submit: ## a study on a SLURM cluster, from a job of its own: make submit STUDY=states (docs/slurm.md)
	@PATH="$(CURDIR)/$(BIN):$$PATH" sbatch $(SBATCH) profiles/slurm/main.sh $(OPTIONS) --config study=$(STUDY) $(CONFIG)

refine: ## refine a study round after round until it says that it has stopped: make refine STUDY=maps_refined
	@until grep -q ^stopped results/$(STUDY)/refinement.txt 2>/dev/null; do \
		PATH="$(CURDIR)/$(BIN):$$PATH" snakemake --cores $(CORES) refine --config study=$(STUDY) || exit 1; done
	@cat results/$(STUDY)/refinement.txt

point: ## one point alone in the foreground: make point STUDY=quick POINT=1234567890abcdef
	@PYTHONPATH=scripts $(BIN)/python -m homeotherm.one_point $(STUDY) $(POINT) $(if $(CONFIG),--config $(CONFIG))

export: ## the spikes of a simulated point for other tools: make export STUDY=quick POINT=d5dd2656d7a901cc FORMAT=sonata (or csv)
	@PYTHONPATH=scripts $(BIN)/python -m homeotherm.export $(STUDY) $(POINT) $(or $(FORMAT),sonata) $(if $(CONFIG),--config $(CONFIG))
