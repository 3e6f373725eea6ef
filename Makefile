# Every task lives in dev.py; make only hands it on: make demo ARGS="--no-serve"
.PHONY: demo test drill bench check words lock
demo test drill bench check words lock:
	@python3 dev.py $@ $(ARGS)
