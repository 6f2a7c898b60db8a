"""The steps that bring a shop file to the present schema. Frozen once released; they use no table class."""
