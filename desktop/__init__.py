"""How the program runs on this computer: start, wiring, file lock, secrets, crash net, command line."""
