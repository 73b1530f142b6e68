"""Files between offices: bundles, keys and trust, receipts."""
