"""Widgets that more than one workspace uses; none of them knows what a client or a record is."""
