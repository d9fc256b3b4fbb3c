"""Worlds with planted truth against detente's own answers: are intervals and verdicts right?

`detente.simulate` plants the truth and knows nothing of indicators and claims, which stand above
it; here both meet.
"""
