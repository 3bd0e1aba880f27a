"""One file for each library; each is imported only when the program has imported its library."""
