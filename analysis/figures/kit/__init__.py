"""What figures share.

source.py          the base of sources; result_source.py, sweep_source.py, fit_source.py, claims_source.py read them
saved.py           files that commands save for figures; sampled_runs.py invitations and gifts of a result
labels.py          labels of metrics and parameters
style.py           sizes, colours and fonts
bars.py            rows of bars; curves.py step curves; ties.py networks; borders.py maps
one_claim.py       all that is known of one claim; claim_scale.py the scale of claims
placeholder.py     what is drawn if there is nothing to show
publish.py         the files of a figure; provenance.py the metadata in them; side_by_side.py draws several at once
matplotlib_folder.py  where matplotlib writes if the home takes nothing
"""
