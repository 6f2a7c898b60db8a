"""One module per place of the window; each asks the kernel through views.tasks and shows frozen rows."""
