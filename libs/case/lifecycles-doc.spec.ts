import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { edgesOf } from './lifecycle'
import { lifecycles } from './lifecycles'
import { lifecyclesDocument } from './lifecycles-doc'

describe('docs/lifecycles.md', () => {
  it('is in step with the tables; npm run passage -- lifecycles-doc > docs/lifecycles.md mends it', () => {
    expect(readFileSync(resolve(__dirname, '../../docs/lifecycles.md'), 'utf8')).toBe(lifecyclesDocument())
  })

  it('has a row for every edge of every lifecycle, and a picture each', () => {
    const text = lifecyclesDocument()
    for (const lifecycle of Object.values(lifecycles)) {
      const { name } = lifecycle
      const section = text.split(`\n## ${name.replaceAll('_', ' ')}\n`)[1]!.split('\n## ')[0]!
      expect(section.match(/^\| [^-]/gm)).toHaveLength([...edgesOf(lifecycle)].length + 1)
      expect(section).toContain('stateDiagram-v2')
      for (const state of Object.keys(lifecycle.states)) expect(section).toContain(state)
    }
  })
})
