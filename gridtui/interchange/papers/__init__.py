"""Every paper that an office keeps or hands in: ledgers, statistics, reports, boards, sheets, forms."""
