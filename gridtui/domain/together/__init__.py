"""Working together: alliance, lists, report-ins, deliberations, mediation, property, centres, workers.

Every kind of record is declared once (``nouns``); its table, form, list, search, import and export follow.
"""
