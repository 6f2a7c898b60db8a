"""The tests of LinLi Desk; each says what the shop would lose."""
