"""People who might come: the person apart from each application, with stages, résumés, screens and notes.

What others think of a candidate (notes, screens, reasons) is feedback and is sealed like it.
"""
