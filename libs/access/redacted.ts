import type { Readable } from 'node:stream'

const made = new WeakSet<object>()

/** How a Redacted value leaves the process. */
export type Leaving =
  | { readonly kind: 'json'; readonly text: string; readonly etag: string | undefined; readonly isReceipt?: true }
  | { readonly kind: 'file'; readonly contentType: string; readonly name: string | undefined; readonly body: string | Buffer }
  | { readonly kind: 'stream'; readonly contentType: string; readonly name: string; readonly body: Readable }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'redirect'; readonly to: string }

/**
 * What has passed the policy and may leave the process. Only libs/access can make one: the constructor is not exported as a value, and
 * the interceptor knows those that were made here.
 */
export class Redacted<T> {
  /** Keeps the type apart from its look-alikes; never set. */
  declare private readonly shows: T

  private constructor(readonly leaving: Leaving) {
    made.add(this)
    Object.freeze(this)
  }

  /** For libs/access alone; not reachable through its index. */
  static of<T>(leaving: Leaving): Redacted<T> {
    return new Redacted<T>(leaving)
  }

  static is(value: unknown): value is Redacted<unknown> {
    return typeof value === 'object' && value !== null && made.has(value)
  }
}

/** JSON as the API writes it: money and other bigints as decimal strings. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))
}

/** The answer of a command. */
export interface ReceiptFields {
  readonly id: string
  readonly reference?: string
  readonly state: string
  readonly version: number
}

/** The answer of a command: id, reference, state and version, which nothing personal can hide in. Sets the ETag. */
export function receipt<R extends ReceiptFields>({ id, reference, state, version }: R): Redacted<R> {
  return Redacted.of({ kind: 'json', text: jsonText({ id, reference, state, version }), etag: `"${version}"`, isReceipt: true })
}

/** An answer without a body, for 204. */
export const nothing: Redacted<void> = Redacted.of({ kind: 'nothing' })

/** Sends a browser that navigates to another address: an OpenID provider's, or a page of ours. Never put anything personal into it. */
export function redirect(to: string): Redacted<void> {
  return Redacted.of({ kind: 'redirect', to })
}
