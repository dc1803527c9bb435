"""看板: pages that only read.

takes plans, figures and assessments through queries; gives the pages on which a leader sees how the
year stands and where each number came from; never writes anything.
"""
