/**
 * Who may call what and see what. What an author of a controller must know stands in README.md beside this file.
 */
export { accessDocument } from './access-doc'
export { AccessHttpModule } from './access-http.module'
export { AccessLog, type AccessEntry } from './access-log'
export { AccessModule } from './access.module'
export { asViewer, sessionInSql, type Look } from './as-viewer'
export { CommandOf, type HttpCommand } from './command-of'
export { assertNoDryRun, DryRunEnded, type Effects } from './dry-run'
export { createDemoAccounts, demoAccountId, demoAccounts, demoPassword, type DemoAccount } from './demo-accounts'
export { type HttpAccess, type OidcSettings } from './http-access'
export { masterKeysFrom } from './keys/fit-keys'
export { masterKeysNeeded, type RotationTx } from './keys/key-store'
export { rotateKeys } from './keys/rotate-keys'
export { MasterKeys } from './person-crypto'
export {
  PersonVault,
  type PersonalFields,
  type PersonHit,
  type Queries,
  type SealedNote,
  type SealedPerson,
} from './person-vault'
export { type FactColumns, type RowFacts } from './policy/decide-reading'
export { policy, type Resource } from './policy/policy'
export {
  fieldClasses,
  glassReaders,
  readersOf,
  readingRules,
  recordedClasses,
  type FieldClass,
  type FieldPolicy,
  type PolicyTable,
} from './policy/table'
export { nothing, receipt, type Redacted } from './redacted'
export { Redaction, type About, type AboutMany, type AboutRaw, type FileContent, type ListFile, type Page } from './redaction'
export { roles, type Actor, type Role } from './roles'
export { AnyAccount, Public, Roles, routeAccess, WhileViewing, type RouteAccess } from './route-access'
export { Sessions } from './sessions'
export { Viewer, type AccessRequest, type SignedIn } from './signed-in'
