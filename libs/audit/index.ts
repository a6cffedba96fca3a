export { AuditModule } from './audit.module'
export { formatReport, sentence } from './format-report'
export { faultCodes, type FaultCode, type FaultPlace, type LogFault } from './log-fault'
export { verifyLog, type LogReport, type VerifyOptions } from './verify-log'
