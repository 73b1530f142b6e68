"""The ledgers 台账 that offices keep, as workbooks to print: each a table of data and one writer for all."""
