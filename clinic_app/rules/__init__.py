"""From a rule set and an assessment to a proposal: load, evaluate, explain. Pure; knows no screen, file or record."""
