"""The simulator. Read it in this order:

scenario/    a TOML file made into a checked value; parameters.py and entities.py declare every number
arrays/      the scenario as arrays: tables, state, series
law/         the rules, one page for each step of the month
agents/      the readable lane on Mesa: model.py, then actor.py and forum.py
engine.py    the compiled lane, with month/; machine/ holds SIMD, memory, the compile cache and random numbers
metrics.py   what a run comes to; metric_families.py has one metric a rung, domain, reason or club
log.py       every meeting of chosen futures, as either lane notes it; changed_answers.py changes answers in one
warm_up.py   the past: run once for all that begin with it; past_store.py keeps it, arrays/warm_start.py carries it over
ensemble.py  many futures on the compiled lane, each after its past and under its parameter set, which fits.py reads
runs.py      many replicates, on either lane; store/ writes them down
"""

if __name__ == "sim":  # a clone's folder, found beside a script
    raise ImportError("no package is called sim: write `from trustladder import run`")
