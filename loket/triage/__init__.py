"""Triage: the safety net that every message passes before it enters the queue.

A deterministic screen reads a text for signs of danger and says which it found, why, and in which words. It is a net, not a
judge: it proposes, only ever upwards, and a person confirms or rejects. What it knows is data (`rules/*.toml`): concepts, idioms
that take danger out of a word, and rules, each with a reason, a source and examples that are its tests.

Four steps, four files: `reading` turns a text into words as they sound, so that a misspelt word is the same word; `patterns`
finds words near each other, in any order; `net` weighs parts of words, by weights that `learning` learned from judged lines; `screening`
asks every rule, weighs negation, combines what is weak alone, and asks the second net where the rules find nothing acute.
Nothing leaves the machine, nothing is learned from residents, and the same text always gives the same answer.
"""
