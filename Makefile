# What a person types. `make` alone lists it; without make it is `python3 -m scripts COMMAND`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3

# $(call run,COMMAND OPTIONS): what it says of an error is the last thing on the screen (scripts/last_word.py), but
# for `make -k` and `-i`, which go on
run = @exec env $(if $(findstring k,$(short_options))$(findstring i,$(short_options)),,MAKE_TO_END=$$PPID)   $(PYTHON) -m scripts $(1)
short_options = $(filter-out --%,$(firstword -$(MAKEFLAGS)))

# $(call option,EMAIL,email) is --email 'value' where EMAIL=value was typed behind `make`: an EMAIL or NAME
# that merely stands in the environment is somebody else's
option = $(if $(filter command,$(origin $(1))),--$(2) '$(subst ','\'',$(value $(1)))')
flag = $(if $(filter command,$(origin $(1))),--$(2))

who = $(call option,EMAIL,email) $(call option,SUB,sub)
on_aws = $(call flag,AWS,aws)
yes = $(call flag,YES,yes)

##@ The stack on this machine

up: ## Start an engine, deploy the stack into it [ENGINE= PORT= PERSIST=1 TLS=1 ISSUER= LOG=debug TF_PROVIDER=]
	$(call run,up $(call option,LOG,log))

down: ## Stop what `make up` started
	$(call run,down)

reset: ## Bring the running stack to what it was when it was deployed, nobody in it
	$(call run,reset)

status: ## What runs, and where
	$(call run,status)

logs: ## The engine's log: a line each call, and what functions write [FOLLOW=1]
	$(call run,logs $(if $(FOLLOW),--follow))

plan: ## What Terraform would change now (nothing, after `make up`)
	$(call run,plan)

demo: ## Sign a person up and watch every step [EMAIL= NAME= TYPE=Doctor]
	$(call run,demo $(call option,EMAIL,email) $(call option,NAME,name) $(call option,TYPE,type))

demo-web: ## The same in a browser: hosted UI, inbox, an app, an overview of the people
	$(call run,demo-web)

##@ Operating a stack: the one on this machine, or with AWS=1 the one that terraform/ has deployed

pending: ## Who waits for approval [AWS=1]
	$(call run,pending $(on_aws))

approve: ## Give a person the group that they wait for EMAIL= or SUB= [AWS=1]
	$(call run,approve $(who) $(on_aws))

reject: ## Record that a person does not get the group EMAIL= or SUB= [AWS=1]
	$(call run,reject $(who) $(on_aws))

adopt: ## Give somebody who has not signed up a profile and a group EMAIL= or SUB=, TYPE= [AWS=1]
	$(call run,adopt $(who) $(call option,TYPE,type) $(on_aws))

forget: ## Show what would be erased of a person; with YES=1 erase it EMAIL= or SUB= [AWS=1]
	$(call run,forget $(who) $(yes) $(on_aws))

prune-unconfirmed: ## Show who has not confirmed for DAYS=; with YES=1 delete them [AWS=1]
	$(call run,prune-unconfirmed $(call option,DAYS,days) $(yes) $(on_aws))

redrive: ## Put the repair queue's dead letters back [AWS=1]
	$(call run,redrive $(on_aws))

reconcile: ## Compare users, profiles and groups; REPAIR=1 mends, RESUME=1 goes on with an interrupted run [AWS=1]
	$(call run,reconcile $(call flag,REPAIR,repair) $(call flag,RESUME,resume) $(call option,JSON,json) $(on_aws))

##@ Checks

e2e: ## The end-to-end tests against the running stack
	$(call run,e2e)

test: ## Every test, on engines of its own, beside a running stack [ROOMS="unit emulator"]
	$(call run,test $(if $(filter command,$(origin ROOMS)),$(ROOMS)))

integration: ## up, e2e, plan, a second up, a changed group, each held to its result [ENGINE= TF_PROVIDER=]
	$(call run,integration)

lint: ## ruff, mypy, terraform, checkov, a search for secrets, actionlint
	$(call run,lint)

audit: ## Known vulnerabilities of what is installed and deployed (asks the internet)
	$(call run,audit)

conformance: ## AWS's rules, asked of this engine and of its peers; writes two pages of docs/ [AWS=1]
	$(call run,conformance $(on_aws) $(call flag,YES_REAL_AWS,yes-real-aws))

wheel: ## Build the engine's wheel and sdist into .local/dist, and try the wheel alone
	$(call run,wheel)

load: ## Sign many people up at once on the running stack [N=200 CONCURRENCY=16]
	$(call run,load $(call option,N,people) $(call option,CONCURRENCY,concurrency))

bench: ## Figures: make up, the trigger's share, cold import, many users, the image
	$(call run,bench)

##@ Real AWS

deployment-plan: ## What an apply would change in an account [BACKEND_TF= PRODUCTION_TFVARS=]
	$(call run,deployment-plan)

package: ## Write terraform/lambda.zip: same sources, same bytes
	$(call run,package)

##@ House-keeping

chromium: ## Install the browser of tests/browser, with what the system needs for it
	$(call run,chromium)

screenshots: ## Take the pictures in docs/images anew
	$(call run,screenshots)

aws-cli: ## Install the AWS CLI, where the machine has none: .venv/bin/python -m awscli
	$(call run,aws-cli)

localstack-tools: ## Install LocalStack's own: localstack, tflocal, awslocal
	$(call run,localstack-tools)

lock: ## Write the lock files anew from pyproject.toml
	$(call run,lock)

operations-page: ## Write docs/operations.md anew
	$(call run,operations-page)

docs: ## Build the documentation's pages into .local/docs/site, every link and list checked
	$(call run,docs)

release-draft: ## Draft the release that TAG names: wheel, sdist, image and notes; a person publishes it [TAG=v1.2.3]
	$(call run,release-draft)

clean: ## Remove everything that make has made, kept state included
	$(call run,clean)

help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: up down reset status logs plan demo demo-web pending approve reject adopt forget prune-unconfirmed
.PHONY: redrive reconcile e2e test integration lint audit conformance wheel load bench deployment-plan package
.PHONY: chromium screenshots aws-cli localstack-tools lock operations-page docs release-draft clean help
