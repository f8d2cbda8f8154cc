"""An export in: whatever was sent, as blocks of columns of text."""
