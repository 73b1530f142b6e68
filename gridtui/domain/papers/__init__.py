"""Papers 台账和报表 that offices hand in: which are due when."""
