# What a person types. `make` alone lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# LOCALSTACK_AUTH_TOKEN, ENGINE, PORT … may stand in .env (see .env.example)
-include .env
export ENGINE PORT PERSIST TF_PROVIDER LOCALSTACK_AUTH_TOKEN ALLOWED_HOSTS ALLOWED_ORIGINS

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

# $(call option,EMAIL,email) is --email 'value' where EMAIL=value was typed behind `make`: an EMAIL or NAME
# that merely stands in the environment is somebody else's
option = $(if $(filter command,$(origin $(1))),--$(2) '$(subst ','\'',$(value $(1)))')

who = $(call option,EMAIL,email) $(call option,SUB,sub)
on_aws = $(if $(filter command,$(origin AWS)),--aws)
yes = $(if $(filter command,$(origin YES)),--yes)

##@ The stack on this machine

up: $(VENV)/.run ## Start an engine, deploy the stack into it [ENGINE= PORT= PERSIST=1 TF_PROVIDER=]
	@$(PY) -m scripts.stack up

down: $(VENV)/.run ## Stop what `make up` started
	@$(PY) -m scripts.stack down

status: $(VENV)/.run ## What runs, and where
	@$(PY) -m scripts.stack status

logs: $(VENV)/.run ## The engine's log [FOLLOW=1]
	@$(PY) -m scripts.stack logs $(if $(FOLLOW),--follow)

plan: $(VENV)/.run ## What Terraform would change now (nothing, after `make up`)
	@$(PY) -m scripts.stack plan

demo: $(VENV)/.run ## Sign a person up and watch every step [EMAIL= NAME= TYPE=Doctor]
	@$(PY) -m scripts.demo $(call option,EMAIL,email) $(call option,NAME,name) $(call option,TYPE,type)

demo-web: $(VENV)/.run ## The same in a browser: hosted UI, inbox, an app, an overview of the people
	@$(PY) -m scripts.demo.web

##@ Operating a stack: the one on this machine, or with AWS=1 the one that terraform/ has deployed

pending: $(VENV)/.run ## Who waits for approval [AWS=1]
	@$(PY) -m scripts.operator.approvals pending $(on_aws)

approve: $(VENV)/.run ## Give a person the group that they wait for EMAIL= or SUB= [AWS=1]
	@$(PY) -m scripts.operator.approvals approve $(who) $(on_aws)

reject: $(VENV)/.run ## Record that a person does not get the group EMAIL= or SUB= [AWS=1]
	@$(PY) -m scripts.operator.approvals reject $(who) $(on_aws)

adopt: $(VENV)/.run ## Give somebody who has not signed up a profile and a group EMAIL= or SUB=, TYPE= [AWS=1]
	@$(PY) -m scripts.operator.adopt $(who) $(call option,TYPE,type) $(on_aws)

forget: $(VENV)/.run ## Show what would be erased of a person EMAIL= or SUB=; with YES=1 erase it [AWS=1]
	@$(PY) -m scripts.operator.forget $(who) $(yes) $(on_aws)

prune-unconfirmed: $(VENV)/.run ## Show who has not confirmed for DAYS=; with YES=1 delete them [AWS=1]
	@$(PY) -m scripts.operator.prune_unconfirmed $(call option,DAYS,days) $(yes) $(on_aws)

redrive: $(VENV)/.run ## Put the repair queue's dead letters back [AWS=1]
	@$(PY) -m scripts.operator.redrive $(on_aws)

reconcile: $(VENV)/.run ## Compare users, profiles and groups; REPAIR=1 mends, RESUME=1 goes on with an interrupted run [AWS=1]
	@$(PY) -m scripts.operator.reconcile $(if $(filter command,$(origin REPAIR)),--repair) \
	  $(if $(filter command,$(origin RESUME)),--resume) $(call option,JSON,json) $(on_aws)

##@ Checks

e2e: $(VENV)/.dev ## The end-to-end tests against the running stack
	@$(PY) -m pytest tests/e2e --engine running

test: $(VENV)/.dev ## Every test, on engines of its own, beside a running stack
	@failed=0; \
	$(PY) -m pytest --numprocesses auto --dist loadgroup --ignore tests/chaos || failed=1; \
	$(PY) -m pytest tests/chaos || failed=1; exit $$failed

lint: $(VENV)/.dev ## ruff, mypy, terraform, checkov, a search for secrets
	@$(PY) -m scripts.checks.lint

audit: $(VENV)/.dev ## Known vulnerabilities of what is installed and deployed (asks the internet)
	@for lock in requirements-dev.lock emulator/requirements.lock; do \
	  $(PY) -m pip_audit --require-hashes --disable-pip --requirement $$lock || exit 1; done

conformance: $(VENV)/.dev ## AWS's rules, asked of this engine and of its peers; writes two pages of docs/
	@$(PY) -m scripts.conformance

load: $(VENV)/.run ## Sign many people up at once on the running stack [N=200 CONCURRENCY=16]
	@$(PY) -m scripts.bench.load $(call option,N,people) $(call option,CONCURRENCY,concurrency)

bench: $(VENV)/.dev ## Figures: make up, the trigger's share, cold import, many users, the image
	@$(PY) -m scripts.bench

##@ Real AWS

package: $(VENV)/.run ## Write terraform/lambda.zip: same sources, same bytes
	@$(PY) -m scripts.package.lambda_zip

##@ House-keeping

screenshots: $(VENV)/.dev ## Take the pictures in docs/images anew
	@$(PY) -m tests.browser.take_screenshots

lock: $(VENV)/.dev ## Write the lock files anew from pyproject.toml
	@scripts/checks/lock.sh

clean: down ## Remove everything that make has made, kept state included
	rm -rf .local terraform/lambda.zip $(VENV)

help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.run: requirements.lock emulator/pyproject.toml
	@$(MAKE) install LOCK=requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock emulator/pyproject.toml
	@$(MAKE) install LOCK=requirements-dev.lock
	@touch $@ $(VENV)/.run

install:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	  echo "✗ $(PYTHON) is older than Python 3.10."; echo "  next: make up PYTHON=/path/to/python3.13"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "Installing what $(LOCK) names into $(VENV) (once) …"
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r $(LOCK)
	@$(PY) -m pip install -qq --disable-pip-version-check --no-deps --no-index --no-build-isolation -e ./emulator

.PHONY: up down status logs plan demo demo-web pending approve reject redrive e2e test lint audit bench screenshots
.PHONY: adopt forget prune-unconfirmed reconcile conformance load package lock clean help install
