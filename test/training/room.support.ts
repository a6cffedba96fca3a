import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Database } from '@passage/platform'
import { testMasterKeys } from '../support/api'
import { createTestDatabase, testRolePassword, type TestDatabase } from '../support/database'
import { startPaymaster, type RunningPaymaster } from '../support/paymaster'

const ROOT = resolve(__dirname, '..', '..')

/** A room of its own with a paymaster of its own, for one world. */
export class Room {
  private readonly children = new Set<ChildProcess>()

  private constructor(
    readonly database: TestDatabase,
    readonly owner: Database,
    private readonly paymaster: RunningPaymaster,
  ) {}

  static async open(): Promise<Room> {
    const database = await createTestDatabase()
    return new Room(database, await database.open('owner', 2), await startPaymaster())
  }

  /** Starts a command of the CLI in a process of its own. */
  start(...args: readonly string[]): {
    child: ChildProcess
    ended: Promise<{ code: number | null; said: string[]; complained: string }>
  } {
    const program = [
      '--require',
      resolve(ROOT, 'apps/paymaster/testing/from-source.js'),
      resolve(ROOT, 'apps/cli/main.ts'),
      ...args,
    ]
    const child = spawn(process.execPath, program, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: this.database.ownerUrl,
        DATABASE_ROLE_PASSWORD: testRolePassword,
        PASSAGE_MASTER_KEYS: testMasterKeys,
        PASSAGE_DEMO: 'true',
        PAYMASTER_URL: this.paymaster.url,
      },
    })
    this.children.add(child)
    const said: string[] = []
    let complained = ''
    createInterface({ input: child.stdout! }).on('line', (line) => said.push(line))
    child.stderr!.on('data', (chunk: Buffer) => (complained += chunk.toString()))
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said, complained }))
    return { child, ended }
  }

  async run(...args: readonly string[]): Promise<string[]> {
    const { code, said, complained } = await this.start(...args).ended
    if (code !== 0) throw new Error(`${args.join(' ')}: ${complained}`)
    return said
  }

  async digest(): Promise<string> {
    return (await this.run('world-digest')).at(-1)!
  }

  async close(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL')
    await this.paymaster.stop()
    await this.database.drop()
  }
}
