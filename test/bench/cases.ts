import { randomUUID } from 'node:crypto'
import { PersonVault } from '@passage/access'
import { Advance, CaseFiles, edgesOf, lifecycles, met, Perform, Registry, type NewPerson } from '@passage/case'
import { openDatabase, SystemRandom, type Database } from '@passage/platform'
import { progress, type BenchDatabase } from './support'

const batch = 1_000

/** The people of one household, whose names differ from case to case. */
export function household(n: number): NewPerson[] {
  return [
    {
      ...{ relation: 'applicant', name: `Aung Example ${n}`, nameMy: 'အောင်ဥပမာ', bornOn: '1994-03-02' },
      ...{ rank: 'corporal', unit: 'Training Battalion 3', needs: ['medical_care', 'schooling'] },
    },
    { relation: 'partner', name: `Thida Example ${n}`, bornOn: '1996-05-04', needs: [] },
    { relation: 'child', name: `Su Example ${n}`, bornOn: '2017-08-09', needs: ['schooling'] },
    { relation: 'parent', name: `Hla Example ${n}`, bornOn: '1960-01-11', needs: ['medical_care'] },
  ]
}

/** Conditions that are always met and effects that do nothing, for benches of the spine without the stages. */
export function silentRegistry(): Registry {
  const registry = new Registry()
  const edges = Object.values(lifecycles).flatMap((lifecycle) => [...edgesOf(lifecycle)])
  for (const name of new Set(edges.flatMap(({ edge }) => edge.when ?? [])))
    registry.condition(name, async (_tx, asked) => asked.map(() => met))
  for (const name of new Set(edges.flatMap(({ edge }) => edge.effects ?? []))) registry.effect(name, async () => undefined)
  return registry
}

/** Opens cases through the one door, a thousand at a time. Nothing follows from it: nobody reads the reminders of a benchmark. */
export class CaseMaker {
  private readonly advance: Advance
  private readonly perform: Perform
  private readonly files: CaseFiles

  private constructor(private readonly database: Database) {
    this.advance = new Advance(silentRegistry())
    this.perform = new Perform(database, new SystemRandom())
    this.files = new CaseFiles(new PersonVault(database, process.env.PASSAGE_MASTER_KEYS!))
  }

  static async open(bench: BenchDatabase): Promise<CaseMaker> {
    return new CaseMaker(await openDatabase(bench.url('passage_api'), 4))
  }

  /** @returns the ids of new cases with a sealed household of four each */
  async withHouseholds(count: number, intake: { readonly id: string; readonly token: string }): Promise<string[]> {
    return this.inBatches(count, (ids, done) =>
      this.perform.act(intake.token, async (tx) => {
        await this.advance.many(
          tx,
          ids.map((subjectId) => ({ kind: 'case', subjectId, event: 'open', opens: { caseId: null } })),
        )
        const references = await this.files.nextReferences(tx, ids.length)
        await this.files.openMany(
          tx,
          ids.map((caseId, n) => ({
            ...{
              caseId,
              reference: references[n]!,
              service: n % 2 ? 'soldier' : 'police',
              pathway: 'individual',
              channel: 'phone',
            },
            ...{ holderId: intake.id, household: household(done + n) },
          })),
        )
      }),
    )
  }

  /** @returns the ids of new cases of which nobody is sealed: what a worklist shows of them is all there */
  async withoutPeople(count: number, intake: { readonly id: string; readonly token: string }): Promise<string[]> {
    return this.inBatches(count, (ids) =>
      this.perform.act(intake.token, async (tx) => {
        await this.advance.many(
          tx,
          ids.map((subjectId) => ({ kind: 'case', subjectId, event: 'open', opens: { caseId: null } })),
        )
        await tx.query(
          `INSERT INTO case_file (id, reference, service, pathway, channel, opened_on, holder_id, household_size, state)
           SELECT id, 'P-2021-' || lpad(nextval('case_reference_seq')::text, 6, '0'), (ARRAY['soldier', 'police'])[1 + n % 2], 'individual', 'phone',
             date '2021-01-01' + (n * 7 % 240)::int, $2, 4, 'contacted' FROM unnest($1::uuid[]) WITH ORDINALITY AS x (id, n)`,
          [ids, intake.id],
        )
      }),
    )
  }

  async startVetting(ids: readonly string[], vetting: { readonly token: string }): Promise<void> {
    for (let done = 0; done < ids.length; done += batch) {
      await this.perform.act(vetting.token, (tx) =>
        this.advance.many(
          tx,
          ids.slice(done, done + batch).map((subjectId) => ({ kind: 'case', subjectId, event: 'start_vetting' })),
        ),
      )
    }
  }

  async close(): Promise<void> {
    await this.database.close()
  }

  private async inBatches(count: number, make: (ids: string[], done: number) => Promise<unknown>): Promise<string[]> {
    const all: string[] = []
    for (let done = 0; done < count; done += batch) {
      const ids = Array.from({ length: Math.min(batch, count - done) }, () => randomUUID())
      await make(ids, done)
      all.push(...ids)
      if ((done / batch) % 10 === 9) progress(`${all.length} of ${count} cases made`)
    }
    return all
  }
}
