export { Ledger, postings, purposes, type Posting, type Purpose, type Transfer } from './ledger'
export { LedgerModule } from './ledger.module'
export { LedgerReads, type BudgetLine, type Fund, type MovedFor } from './ledger.reads'
