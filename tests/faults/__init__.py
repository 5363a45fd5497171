"""Fault campaigns: short forms run with pytest, long ones with `python -m tests.faults.<name> --long`."""
