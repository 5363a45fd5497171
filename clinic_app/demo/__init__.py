"""A made-up clinic, grown through the real actions from a seed: for `clinic-app demo`, screenshots and tests.

Nothing here is needed to run a studio. Everybody in it is invented and says so.
"""
