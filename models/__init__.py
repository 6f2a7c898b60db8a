"""The whole business of the shop without a screen: tables, rules, use cases, store and sync.

Must not import Qt, paper, the keyring or the network (the arrow is a test).
"""
