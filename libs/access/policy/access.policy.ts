import type { PolicyTable } from './table'

export const accessPolicy = {} as const satisfies PolicyTable
