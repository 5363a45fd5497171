"""Says in a trainer's words what the rules saw and why a test has its level. The one door to all explanations.

    account_of(evaluator, assessment) -> Account     everything at once: proposal, states, flips, pairs, next test
    account_text(rule_set, account, assessment, language) -> str     the same as full text
    rule_states, item_states                         what became of every rule and screening item, with sentences
                                                     (rule_state_text, item_state_text)
    flips, pair_flips, next_test, what_changes       what would change the result; `doubts(evaluator, assessment)`
                                                     lets the plausible changes come first
    flip_text, pair_text, why_text, next_text        the sentences for them
    label, value_text, condition_text, reason_text, outcome_text, level_reasons     the words for what was seen

Words of findings and rules are data and come from the rule set; the words between them come from the catalogue
`messages`. Hidden outcomes have no reasons, states or flips at all, so nothing here can tell what a red flag hides.
"""

from clinic_app.rules.account import Account, account_of, account_text
from clinic_app.rules.changes import flip_text, next_text, pair_text, why_text
from clinic_app.rules.doubts import doubts
from clinic_app.rules.flips import flips, next_test, pair_flips, what_changes
from clinic_app.rules.labels import ANSWERS, OUTCOMES, condition_text, label, outcome_text, result_text, value_text
from clinic_app.rules.reasons import FAULT_STATES, NOT_DONE, level_reasons, reason_text
from clinic_app.rules.sentences import line, sentence, whole_sentence
from clinic_app.rules.states import item_state_text, item_states, rule_state_text, rule_states

__all__ = [
    "ANSWERS",
    "FAULT_STATES",
    "NOT_DONE",
    "OUTCOMES",
    "Account",
    "account_of",
    "account_text",
    "condition_text",
    "doubts",
    "flip_text",
    "flips",
    "item_state_text",
    "item_states",
    "label",
    "level_reasons",
    "line",
    "next_test",
    "next_text",
    "outcome_text",
    "pair_flips",
    "pair_text",
    "reason_text",
    "result_text",
    "rule_state_text",
    "rule_states",
    "sentence",
    "value_text",
    "what_changes",
    "whole_sentence",
    "why_text",
]
