import type { PolicyTable } from './table'

export const vettingPolicy = {} as const satisfies PolicyTable
