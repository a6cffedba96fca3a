export { PlanningModule } from './planning.module'
export { countReport } from './count-report'
export { reportKinds, type ReportKind } from './report-kinds'
export { type Cell, type ReportResult, type ResultTable } from './result'
