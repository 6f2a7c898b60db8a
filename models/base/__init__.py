"""What every other room of the business stands on: errors, money, ids, clock, declarations and ports."""
