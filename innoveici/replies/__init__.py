"""Answers that come by mail: from a message to the step it takes, the note it becomes, or why it changes nothing.

What comes is read (``message_text``, ``html_text``, ``quotation``), understood (``answer_reading``), and acted upon by
the same core as any step (``receiving``); where it comes from is ``reply_folder`` and ``imap_mailbox``.
"""
