"""Grading a class of strangers: their code is a function server, the grader is its client.

Where to begin reading:

- the order of events: `run`; many at a time: `batch`, `executors`, `worker`; before and after:
  `place`, `selftest`, `rehearsal`, `tally`, `summary`
- one submission: `examiner`; what was handed in: `collect`, `cells`, `recover`; the check cells:
  `room`, with `sitting`, `refusals`, `patience`; the lesson they come from: `bundle`
- the student's code: `candidates`, `candidate`, `conversation`, `handle` on the examiner's side of
  a socket, `inside` on the other; what is put around that: `sandbox`, `walls`, `files`
- what is kept: `record`, `journal`, `pages`; the gradebook: `gradebook`, `assignment`, `totals`,
  `database`
"""
