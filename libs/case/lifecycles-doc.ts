import { words } from './decide'
import { edgesOf, type Edge, type Lifecycle } from './lifecycle'
import { lifecycles } from './lifecycles'

const heading = `# Lifecycles

Every change of state that Passage knows, from the tables in \`libs/case/lifecycles/\`. This page is generated: change the tables, then run
\`npm run passage -- lifecycles-doc\`. An event that leaves a subject where it is (a vetting check, a note) goes through the same door as one
that moves it, so that the log is the whole story.

- **roles**: who may cause the event; \`system\` is a job or the paymaster's answer, and is always named with its job.
- **conditions**: what must hold, read after the subject was locked; a refusal names each one that fails and its fix.
- **reasons**: one of these codes must be given.
- **duty**: acts of one subject that one person may not combine with another duty of it; the database enforces it.
- **class**: who sees more of the event than that it happened (see the policy table in \`libs/access/policy/\`); operational where nothing is said.
- **!**: cannot be undone; the screen asks once more.
`

/** The tables and pictures of every lifecycle as one Markdown page, \`docs/lifecycles.md\`. The same data as the spine decides by. */
export function lifecyclesDocument(): string {
  return `${[heading, contents(), ...Object.values(lifecycles).map(section)].join('\n')}`
}

function contents(): string {
  return Object.values(lifecycles)
    .map(({ name, about }) => `- [${words(name)}](#${name.replaceAll('_', '-')}): ${about}\n`)
    .join('')
}

function section(lifecycle: Lifecycle): string {
  const { name, version, about, locksCase } = lifecycle
  const lock = name === 'case' ? '' : locksCase ? ' Its case is locked with it.' : ' It is locked alone.'
  return [`## ${words(name)}\n`, `${about} Version ${version}.${lock}\n`, picture(lifecycle), table(lifecycle)].join('\n')
}

function table(lifecycle: Lifecycle): string {
  const rows = [...edgesOf(lifecycle)].map(({ from, event, edge }) => row(from, event, edge))
  const head = ['from', 'event', 'to', 'roles', 'conditions', 'reasons', 'duty', 'class']
  return `${[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

function row(from: string | null, event: string, edge: Edge): string[] {
  const { to, by, when = [], reasons = [], duty, serious } = edge
  return [
    from === null ? '(new)' : code(from),
    `${code(event)}${serious ? ' **!**' : ''}`,
    to === from ? 'stays' : code(to),
    by.map(code).join(', '),
    when.map(words).join('; '),
    reasons.map(code).join(', '),
    duty ?? '',
    edge.class ?? '',
  ]
}

const code = (name: string): string => `\`${name}\``

/** A Mermaid state diagram; events between the same two states share one arrow, and those that stay are written once at their state. */
function picture(lifecycle: Lifecycle): string {
  const arrows = new Map<string, string[]>()
  for (const { from, event, edge } of edgesOf(lifecycle)) {
    const arrow = `${from ?? '[*]'} --> ${edge.to}`
    arrows.set(arrow, [...(arrows.get(arrow) ?? []), words(event)])
  }
  const final = Object.entries(lifecycle.states).filter(([, events]) => Object.keys(events).length === 0)
  const lines = [
    'stateDiagram-v2',
    '  direction LR',
    ...[...arrows].map(([arrow, events]) => `  ${arrow}: ${events.join(', ')}`),
    ...final.map(([state]) => `  ${state} --> [*]`),
  ]
  return `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\`\n`
}
