"""Between the program and the network: addresses, budgets, deadlines, verification."""
