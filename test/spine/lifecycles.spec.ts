import { roles, type Actor, type Role } from '@passage/access'
import {
  decide,
  edgesOf,
  faultsOf,
  lifecycles,
  met,
  subjectKinds,
  unmet,
  type Facts,
  type Lifecycle,
  type SubjectKind,
} from '@passage/case'

/** The table, spread out by hand: one entry a state, event and role that it allows. Reads the raw data, not the code that decides. */
interface Allowed {
  readonly to: string
  readonly when: readonly string[]
  readonly reasons: readonly string[] | undefined
}
const allowed = new Map<string, Allowed>()
const events = new Set<string>()
const combinations: [kind: SubjectKind, state: string | null, event: string, role: Role][] = []

interface RawEdge {
  readonly to: string
  readonly by: readonly Role[]
  readonly when?: readonly string[]
  readonly reasons?: readonly string[]
}
for (const kind of subjectKinds) {
  const raw = JSON.parse(JSON.stringify(lifecycles[kind])) as {
    opening: Record<string, RawEdge>
    states: Record<string, Record<string, RawEdge>>
  }
  for (const [state, row] of [['', raw.opening] as const, ...Object.entries(raw.states)]) {
    for (const event of Object.keys(row)) {
      events.add(event)
      const { to, by, when, reasons } = row[event]!
      for (const role of by) allowed.set(`${kind}/${state}/${event}/${role}`, { to, when: when ?? [], reasons })
    }
  }
}
for (const kind of subjectKinds) {
  for (const state of [null, ...Object.keys(lifecycles[kind].states)]) {
    for (const event of events) for (const role of roles) combinations.push([kind, state, event, role])
  }
}
const expected = ([kind, state, event, role]: (typeof combinations)[number]): Allowed | undefined =>
  allowed.get(`${kind}/${state ?? ''}/${event}/${role}`)

const actor = (...held: Role[]): Actor => ({ id: '5f0c1d8e-6a55-4a0e-9b1f-1c2d3e4f5a6b', roles: held, job: '' })
const everythingMet: Facts = new Proxy({}, { get: () => met })
const all = [...subjectKinds].flatMap((kind) => [...edgesOf(lifecycles[kind])].map((e) => ({ kind, ...e })))

describe('Every lifecycle', () => {
  it(`answers each of ${combinations.length} combinations of kind, state, event and role: ${allowed.size} may, ${combinations.length - allowed.size} may not`, () => {
    let may = 0
    const wrong: string[] = []
    for (const combination of combinations) {
      const [kind, state, event, role] = combination
      const wanted = expected(combination)
      const decision = decide(lifecycles[kind], state, event, actor(role), wanted?.reasons?.[0], everythingMet)
      const right = decision.allowed
        ? wanted?.to === decision.edge.to && decision.role === role
        : !wanted && /^[a-z_]+\.[a-z_]+$/.test(decision.code) && /.\.$/.test(decision.message) && /.\.$/.test(decision.fix)
      if (!right) wrong.push(`${combination.join('/')}: ${JSON.stringify(decision)}`)
      if (decision.allowed) may += 1
    }
    expect(wrong).toEqual([])
    expect(may).toBe(allowed.size)
    expect(combinations.length).toBeGreaterThan(20_000)
  })

  it('says whether the event is impossible in that state, or only the role is missing', () => {
    const wrong = combinations.filter((combination) => {
      const [kind, state, event, role] = combination
      if (expected(combination)) return false
      const possible = roles.some((r) => allowed.has(`${kind}/${state ?? ''}/${event}/${r}`))
      const decision = decide(lifecycles[kind], state, event, actor(role), undefined, everythingMet)
      return decision.allowed || decision.code !== (possible ? 'actor.role_missing' : `${kind}.illegal_transition`)
    })
    expect(wrong).toEqual([])
  })

  it('refuses somebody without any role, whatever they try', () => {
    for (const { kind, from, event, edge } of all) {
      expect(decide(lifecycles[kind], from, event, actor(), edge.reasons?.[0], everythingMet).allowed).toBe(false)
    }
  })

  it('takes the first role of the table that the actor holds, so that the log says in which one they acted', () => {
    for (const { kind, from, event, edge } of all) {
      const decision = decide(lifecycles[kind], from, event, actor(...[...edge.by].reverse()), edge.reasons?.[0], everythingMet)
      expect(decision).toMatchObject({ allowed: true, role: edge.by[0] })
    }
  })

  const conditional = all.filter(({ edge }) => edge.when)
  const subsets = conditional.flatMap((entry) =>
    Array.from({ length: 2 ** entry.edge.when!.length - 1 }, (_, bits) => ({
      ...entry,
      failing: entry.edge.when!.filter((_name, place) => (bits + 1) & (1 << place)),
    })),
  )

  it(`names every condition that fails and its fix, in each of ${subsets.length} ways in which those of ${conditional.length} moves can fail`, () => {
    for (const { kind, from, event, edge, failing } of subsets) {
      const facts = Object.fromEntries(
        edge.when!.map((name) => [name, failing.includes(name) ? unmet(`test.${name}`, `${name} fails.`, `Mend ${name}.`) : met]),
      )
      const decision = decide(lifecycles[kind], from, event, actor(edge.by[0]!), edge.reasons?.[0], facts)
      expect(decision).toMatchObject({ allowed: false, code: `test.${failing[0]}` })
      expect((decision as { conditions: unknown }).conditions).toEqual(
        failing.map((condition) => ({ condition, because: `${condition} fails.`, fix: `Mend ${condition}.` })),
      )
    }
  })

  it('would rather fail than decide on a condition of which nobody said whether it holds', () => {
    for (const { kind, from, event, edge } of conditional) {
      expect(() => decide(lifecycles[kind], from, event, actor(edge.by[0]!), edge.reasons?.[0], {})).toThrow(
        'nobody said whether',
      )
    }
  })

  it('wants a reason where it knows some, one of them, and none elsewhere', () => {
    for (const { kind, from, event, edge } of all) {
      const answer = (reason: string | undefined) =>
        decide(lifecycles[kind], from, event, actor(edge.by[0]!), reason, everythingMet)
      for (const reason of edge.reasons ?? []) expect(answer(reason).allowed).toBe(true)
      expect(answer(undefined).allowed).toBe(!edge.reasons)
      for (const foreign of ['because', '', 'constructor', `${edge.reasons?.[0]} `]) {
        expect(answer(foreign)).toMatchObject({ allowed: false, code: 'input.reason' })
      }
    }
  })

  it('does not take the names of JavaScript for states or events', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(decide(lifecycles.case, name, 'open', actor('intake_officer'), undefined, everythingMet).allowed).toBe(false)
      expect(decide(lifecycles.case, 'contacted', name, actor('intake_officer'), undefined, everythingMet).allowed).toBe(false)
      expect(decide(lifecycles.case, null, name, actor('intake_officer'), undefined, everythingMet).allowed).toBe(false)
    }
  })
})

/** Written from programme.md and design.md, not from the table. */
describe('The roles of the programme', () => {
  const eventsOf = (role: Role, kind?: SubjectKind): string[] => [
    ...new Set(all.filter((e) => e.edge.by.includes(role) && (!kind || e.kind === kind)).map((e) => `${e.kind}.${e.event}`)),
  ]
  const upkeep = ['case.assign', 'case.add_note']

  it('leave planner, auditor and trainer without any act', () => {
    expect([eventsOf('planner'), eventsOf('auditor'), eventsOf('trainer')]).toEqual([[], [], []])
  })

  it('let the system do what jobs and the paymaster cause, and nothing that a person must', () => {
    expect(eventsOf('system').sort()).toEqual(
      [
        'code.suspend',
        'payment.instruct',
        'payment.reject',
        'payment.return',
        'payment.settle',
        'payment_run.complete',
        'placement.cancel',
        'reward_claim.pay',
        'reward_claim.reopen',
      ].sort(),
    )
  })

  it('keep intake out of vetting and pay, and a registrar out of vetting', () => {
    expect(eventsOf('intake_officer', 'case').sort()).toEqual(
      [...upkeep, 'case.change_household', 'case.close', 'case.open', 'case.withdraw'].sort(),
    )
    expect(eventsOf('intake_officer').filter((e) => /^(payment|entitlement|fund)/.test(e))).toEqual([])
    expect(eventsOf('registrar', 'case').sort()).toEqual([...upkeep, 'case.issue_code'].sort())
  })

  it('keep who carries out checks from deciding, and who decides from carrying them out', () => {
    expect(eventsOf('vetting_officer').sort()).toEqual(
      [...upkeep, 'case.recommend', 'case.record_check', 'case.start_vetting'].sort(),
    )
    expect(eventsOf('vetting_approver').sort()).toEqual(
      [...upkeep, 'case.appeal', 'case.ask_for_more', 'case.clear', 'case.clear_with_conditions', 'case.decline'].sort(),
    )
  })

  it('let each of preparing, approving and releasing a run be done by one role, and by no two by the same', () => {
    const by = (event: string): readonly Role[] => all.find((e) => e.kind === 'payment_run' && e.event === event)!.edge.by
    expect([by('prepare'), by('approve'), by('release')]).toEqual([
      ['finance_officer'],
      ['finance_approver'],
      ['finance_controller'],
    ])
  })

  it('let the programme manager set dated rules and sites, and work on no case and no payment', () => {
    expect(new Set(eventsOf('programme_manager').map((e) => e.split('.')[0]))).toEqual(new Set(['site', 'rule']))
  })

  it('let a host organisation confirm arrivals, departures and custody, and nothing else', () => {
    expect(eventsOf('host_organisation').sort()).toEqual(['placement.arrive', 'placement.leave', 'reward_claim.record_custody'])
  })
})

describe('A lifecycle that is not sound', () => {
  const sound: Lifecycle = {
    name: 'site',
    version: 1,
    about: 'A site.',
    locksCase: false,
    opening: { open: { to: 'open', by: ['programme_manager'] } },
    states: { open: { close: { to: 'closed', by: ['programme_manager'] } }, closed: {} },
  }

  it('is none of ours', () => {
    expect(Object.values(lifecycles).flatMap(faultsOf)).toEqual([])
    expect(faultsOf(sound)).toEqual([])
  })

  const broken: [string, Partial<Lifecycle>, string][] = [
    ['a state that nothing leads to', { states: { ...sound.states, lost: {} } }, 'site: nothing leads to lost'],
    [
      'a state with no way out but to itself',
      { states: { open: { change: { to: 'open', by: ['programme_manager'] } } } },
      'site: nothing leads out of open',
    ],
    [
      'an event that nobody may cause',
      { states: { ...sound.states, open: { close: { to: 'closed', by: [] } } } },
      'site: open —close→ closed has no role that may cause it',
    ],
    [
      'a target that does not exist',
      { states: { open: { close: { to: 'gone', by: ['programme_manager'] } }, closed: {} } },
      'site: open —close→ gone leads to a state that does not exist',
    ],
    [
      'a reason that nobody can give',
      { states: { ...sound.states, open: { close: { to: 'closed', by: ['programme_manager'], reasons: [] } } } },
      'site: open —close→ closed wants a reason but knows none',
    ],
    [
      "a person's duty that the system may do",
      { states: { ...sound.states, open: { close: { to: 'closed', by: ['system'], duty: 'approve' } } } },
      "site: open —close→ closed is a person's duty, yet the system may do it",
    ],
  ]
  it.each(broken)('is found: %s', (_what, change, fault) => {
    expect(faultsOf({ ...sound, ...change })).toContain(fault)
  })
})
