import type { PolicyTable } from './table'

export const relocationPolicy = {} as const satisfies PolicyTable
