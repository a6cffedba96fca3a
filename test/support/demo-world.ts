import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** What `generate` is asked for at the first start of the demo. */
export interface DemoWorld {
  readonly seed: number
  readonly cases: number
  readonly from: string
  readonly to: string
  readonly scenario: string
}

export function demoWorld(): DemoWorld {
  return JSON.parse(readFileSync(resolve('tools/lib/demo-world.json'), 'utf8')) as DemoWorld
}
