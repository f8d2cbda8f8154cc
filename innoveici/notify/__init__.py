"""Tells everyone in the chain what concerns them: notices of the ledger become letters, and letters go out once."""
