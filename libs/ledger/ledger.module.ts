import { Global, Module } from '@nestjs/common'
import { Ledger } from './ledger'
import { LedgerReads } from './ledger.reads'

@Global()
@Module({ providers: [Ledger, LedgerReads], exports: [Ledger, LedgerReads] })
export class LedgerModule {}
