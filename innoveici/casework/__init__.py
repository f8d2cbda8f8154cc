"""What people do with a handoff once it is there: accept, decline, contact, escalate, reassign, assign, close, note.

Every step is one transaction: the handoff is read, the step judged, what follows from it decided, and all of it written
with its notices, or refused and nothing written.
"""
