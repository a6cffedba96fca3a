export { type Act, type ActTx, type Asked, type Moved } from './act'
export { BulkCasesDto, PickedDto } from './bulk/bulk.dto'
export { inBulk, largestBulk, type Picked } from './bulk/in-bulk'
export { CaseModule } from './case.module'
export { Advance } from './advance-many'
export { canonicalPayload, readTransitionBytes, sha256, transitionBytes, type Payload, type TransitionRecord } from './canonical'
export { CaseFiles, type NewPerson } from './case-files'
export {
  channels,
  noteClasses,
  pathways,
  relations,
  services,
  type CaseFile,
  type Channel,
  type Member,
  type NoteClass,
  type Pathway,
  type Relation,
  type Service,
} from './case-file.store'
export { decide, met, unmet, words, type Decision, type Facts, type Verdict } from './decide'
export { dayAfter, DueDriver } from './due/due-driver'
export { dueKinds, type DueKind, type DueRule } from './due/due-kinds'
export { DueRules } from './due/due-rules'
export { type DueCount } from './due/due.store'
export { planning, planningOnce, type DuePlan } from './due/plan-due'
export { insertRotation } from './keys/key-rotation.store'
export { runKeyRotation, type KeyRotationEnd } from './keys/run-key-rotation'
export { edgeOf, edgesOf, faultsOf, subjectKinds, type Edge, type Lifecycle, type SubjectKind } from './lifecycle'
export { checkLifecycles, lifecycles } from './lifecycles'
export { lifecyclesDocument } from './lifecycles-doc'
export { caseworkers } from './lifecycles/case.lifecycle'
export { AnyOf } from './lists/any-of'
export { FileColumnsDto } from './lists/file-columns.dto'
export { inBatches, ListFiles, narrowedBy, orderSaid, type FiledList, type FileFormat, type ListRows } from './lists/list-files'
export { ListStatement, type ListRules } from './lists/list-statement'
export { NeedRules, type Waiting } from './needs/need-rules'
export { remindersOf } from './needs/reminded'
export { Notes, type NewNote, type Note } from './notes'
export { Perform, type ActorToken, type Command, type Receipt } from './perform'
export { caseReaders } from './reads/case-readers'
export { changesOf, type TimelineChange } from './reads/timeline-changes'
export { RefusedActs } from './refused-acts'
export { Registry, type ConditionLoader, type Effect, type Telling } from './registry'
