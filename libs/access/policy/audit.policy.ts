import type { PolicyTable } from './table'

export const auditPolicy = {} as const satisfies PolicyTable
