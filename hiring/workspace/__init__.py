"""Pages composed of many features: what to do next, settings, the log and the outbox with names.

Here the house looks at itself for one reader. Nothing is decided anew: each section asks the policy of the feature it
shows, and the seal holds on every one of them.
"""
