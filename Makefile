# Thin on purpose: each target calls one script or one cargo command.
.DEFAULT_GOAL := help
.PHONY: help run frontend e2e soak fleet chaos test check replay bench bench-jobs bench-search schemathesis openapi fmt

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start the demo shop: everything in one process, SQLite in ./data
	@scripts/frontend build
	@test -x target/debug/penden || echo "The first build compiles every dependency and takes some minutes."
	@cargo run -p penden -- demo

frontend: ## Build the storefront into frontend/dist (Node 20)
	@scripts/frontend build

e2e: ## The stories of the storefront in Chromium, against target/debug/penden
	@scripts/frontend e2e

fleet: ## Start PostgreSQL, Redis, 2 api behind nginx, 3 workers, 2 schedulers; Ctrl-C stops them: PROFILE=dev|release
	@cd scripts && PROFILE='$(PROFILE)' python3 -B -m fleet

chaos: ## Orders while everything breaks, then a comparison: MINUTES=2 SEED=1 RATE=6 PROFILE=dev|release
	@cd scripts && MINUTES='$(MINUTES)' SEED='$(SEED)' RATE='$(RATE)' PROFILE='$(PROFILE)' python3 -B -m chaos

soak: ## Push JOBS=1000000 at RATE=2000 a second through one worker, to see that nothing grows
	@cd scripts && JOBS='$(JOBS)' RATE='$(RATE)' PROFILE='$(PROFILE)' python3 -B -m soak

test: ## Lints, OpenAPI drift, and all tests on SQLite and on PostgreSQL with Redis
	@scripts/test

check: ## The fast inner loop: format, lints, architecture test
	@scripts/check

replay: ## Replay recorded orders: DATA=folder ORDERS=number
	@DATA='$(DATA)' ORDERS='$(ORDERS)' scripts/replay

bench: ## Measure throughput and latency
	@scripts/bench

bench-jobs: ## Compare job systems: Redis alone, Penden, rusty-sidekiq, Celery, BullMQ, Sidekiq
	@scripts/bench-jobs

bench-search: ## Measure search on DATA=folder with products.jsonl.gz and judgements.csv, recommendations on BASKETS=folder
	@DATA='$(DATA)' LARGE='$(LARGE)' scripts/bench-search
	@DATA='$(BASKETS)' scripts/bench-recommendations

schemathesis: ## Try to break the API by its own document: SETUP=sqlite|postgres
	@SETUP='$(SETUP)' scripts/schemathesis

openapi: ## Write openapi/openapi.json anew
	@scripts/openapi

fmt: ## Format the code
	@cargo fmt --all
