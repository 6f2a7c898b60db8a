"""The steps that bring a shop's file to the present schema. Frozen once released; no current table class in them."""
