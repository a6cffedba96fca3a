export { writePain001, readPain001, instructionKey, payeeReference } from './iso20022/pain001'
export type { BatchInstruction, InstructionBatch } from './iso20022/pain001'
export { writePain002, readPain002, isFinalRefusal, KEY_TAKEN } from './iso20022/pain002'
export type { InstructionStatus, StatusCode, StatusReport } from './iso20022/pain002'
export { writeCamt053, readCamt053 } from './iso20022/camt053'
export type { AccountStatement, StatementBalance, StatementEntry } from './iso20022/camt053'
export { CURRENCIES } from './iso20022/values'
export { MalformedMessage } from './iso20022/xml-reader'
export { PaymasterClient, Unreachable, Unavailable, Malformed } from './paymaster-client'
export type { PaymasterClientOptions, StatementPage } from './paymaster-client'
export { FundActs } from './funds/fund-acts'
export { MovePayment, MoveRun } from './move-run'
export {
  PaymentSources,
  type PaymentSource,
  type Proposal,
  type ProposedPayment,
  type RunRequest,
  type SourcePayment,
} from './payment-sources'
export { PaymentsModule } from './payments.module'
export { PrepareRunUseCase } from './prepare-run'
