import { Injectable } from '@nestjs/common'
import { assertNoDryRun, type HttpCommand, type SignedIn } from '@passage/access'
import { Refused } from '@passage/platform'

/** A restore point as the keeper lists it. */
export interface KeptPoint {
  readonly id: string
  readonly name: string
  readonly madeAt: string
  readonly madeBy: string
  readonly programmeDate: string
  readonly cases: number
  readonly newestMigration: string
  readonly bytes: number
}

interface KeeperProblem {
  readonly code: string
  readonly message: string
  readonly fix?: string
  readonly field?: string
}

/** Cloning a large room may take a while. */
const patienceMs = 120_000

/** Asks the keeper, the only process that may clone databases (apps/keeper). */
@Injectable()
export class KeeperClient {
  /** Whether a keeper is configured here. */
  get isThere(): boolean {
    return Boolean(process.env.KEEPER_URL && process.env.KEEPER_SECRET)
  }

  /** @returns the points, newest first, and the newest change of the schema of the room as it is */
  list(): Promise<{ room: string; points: KeptPoint[] }> {
    return this.ask('GET', '/points')
  }

  make(viewer: SignedIn, command: HttpCommand, name: string): Promise<KeptPoint> {
    return this.ask('POST', '/points', { ...askerOf(viewer, command), name })
  }

  load(viewer: SignedIn, command: HttpCommand, id: string): Promise<KeptPoint> {
    return this.ask('POST', `/points/${id}/load`, askerOf(viewer, command))
  }

  reset(viewer: SignedIn, command: HttpCommand): Promise<KeptPoint> {
    return this.ask('POST', '/reset', askerOf(viewer, command))
  }

  delete(viewer: SignedIn, command: HttpCommand, id: string): Promise<KeptPoint> {
    return this.ask('DELETE', `/points/${id}`, askerOf(viewer, command))
  }

  /** @throws Refused `restore_points.unavailable`, or what the keeper refuses */
  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    if (!this.isThere)
      throw unavailable(
        'No keeper of restore points is configured here.',
        'Start it and set KEEPER_URL and KEEPER_SECRET, as npm run demo does.',
      )
    const answer = await fetch(`${process.env.KEEPER_URL!.replace(/\/$/, '')}${path}`, {
      method,
      headers: { authorization: `Bearer ${process.env.KEEPER_SECRET}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      // Its secret goes where it is meant to go, and nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    }).catch(() => undefined)
    const value = (await answer?.json().catch(() => undefined)) as T | KeeperProblem | undefined
    if (!answer || value === undefined || [401, 404].includes(answer.status)) {
      throw unavailable(
        'The keeper of restore points does not answer.',
        'Look whether it runs, then look at the list again before you repeat this.',
      )
    }
    if (answer.ok) return value as T
    const { code, message, fix, field } = value as KeeperProblem
    throw new Refused(code, message, { ...(fix ? { fix } : {}), ...(field ? { field } : {}) })
  }
}

/** @throws Refused `dry_run.impossible`: the keeper works outside any transaction */
function askerOf({ accountId, sessionId, requestId }: SignedIn, command: HttpCommand): object {
  assertNoDryRun(command)
  return { by: { accountId, sessionId, requestId: requestId ?? null }, key: command.idempotencyKey, asked: command.asked }
}

function unavailable(message: string, fix: string): Refused {
  return new Refused('restore_points.unavailable', message, { fix })
}
