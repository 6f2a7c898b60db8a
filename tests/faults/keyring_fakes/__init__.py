"""Put on a child's path, not imported as a package: its sitecustomize stands in for a keyring."""
