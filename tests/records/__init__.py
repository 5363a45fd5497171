"""Tests of the record and of the actions on it."""
