"""The bench: what happens in a run, and what must hold in its course.

`stage` stands between plant and controller and lets a scenario's events happen: `clockwork` says when, `sensors`, `machine`,
`surroundings` and `board` do it. `timeline` is what is recorded meanwhile, `verdict` judges a scenario's `[[expect]]` by it.
`cases` holds the cases that come along, `campaign` runs many, `page` and `junit` show what came of it.
"""
