import type { PolicyTable } from './table'

export const casePolicy = {} as const satisfies PolicyTable
