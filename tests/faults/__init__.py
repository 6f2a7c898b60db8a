"""The fault catalogue of SAFETY.md, tried on the product's own code from outside its process."""
