import { hash, verify, type Options } from '@node-rs/argon2'

/** argon2id, 64 MiB, three passes: about 80 ms of one core for each try. (2 is Algorithm.Argon2id, a const enum that SWC cannot inline.) */
const cost: Options = { algorithm: 2, memoryCost: 65_536, timeCost: 3, parallelism: 1 }

let decoy: Promise<string> | undefined

export async function hashPassword(password: string): Promise<string> {
  return hash(password, cost)
}

/** Whether the password is right. Without a hash (an unknown user, a disabled account) the same work is done and the answer is no. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  decoy ??= hashPassword('a password that nobody has')
  const matches = await verify(stored ?? (await decoy), password, cost)
  return matches && stored !== null
}

/** Makes the decoy before the first login, which would otherwise take longer for an unknown user than for a known one. */
export async function prepareDecoy(): Promise<void> {
  decoy ??= hashPassword('a password that nobody has')
  await decoy
}
