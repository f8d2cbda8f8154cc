"""Pages of the staff of the ERACs and of the Conseil, who sign in: each sees what its place in the chain sees."""
