import type { PolicyTable } from './table'

export const ledgerPolicy = {} as const satisfies PolicyTable
