/**
 * Who may call what and see what. What an author of a controller must know stands in README.md beside this file.
 */
export { AccessHttpModule } from './access-http.module'
export { AccessLog, type AccessEntry } from './access-log'
export { AccessModule } from './access.module'
export { CommandOf, type HttpCommand } from './command-of'
export { createDemoAccounts, demoAccountId, demoAccounts, demoPassword, type DemoAccount } from './demo-accounts'
export { type HttpAccess } from './http-access'
export { PersonVault, type PersonalFields, type PersonHit, type Queries, type SealedNote } from './person-vault'
export { policy, readsClass, readsField } from './policy/policy'
export { fieldClasses, readersOf, recordedClasses, type FieldClass, type FieldPolicy, type PolicyTable } from './policy/table'
export { nothing, receipt, type Redacted } from './redacted'
export { Redaction, type About, type AboutMany, type AboutRaw, type FileContent, type Page } from './redaction'
export { roles, type Actor, type Role } from './roles'
export { AnyAccount, Public, Roles, routeAccess, type RouteAccess } from './route-access'
export { Sessions } from './sessions'
export { Viewer, type AccessRequest, type SignedIn } from './signed-in'
