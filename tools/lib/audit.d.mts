export function kindOfAnswer(report: unknown): 'report' | 'unreachable' | 'otherwise'
export function auditFaults(report: unknown, exceptions: readonly object[], today: string): string[]
export function sbomFaults(bom: unknown): string[]
