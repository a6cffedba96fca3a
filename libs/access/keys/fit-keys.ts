import { isDemo, required, type Environment } from '@passage/platform'
import { MasterKeys } from '../person-crypto'

/** With these letters of base64 begins every key that `npm run demo` draws, so that nobody carries one over to what is no demo. */
const drawnForADemo = Buffer.from('demo', 'base64')

/**
 * The master keys that a process is started with.
 * @throws Error, in a sentence that names the variable and the number of the key, never a key: where there are none, and outside a demo where
 *   one belongs to a demo or to a test
 */
export function masterKeysFrom(env: Environment): string {
  const text = required(env, 'PASSAGE_MASTER_KEYS')
  const keys = MasterKeys.parse(text, 'PASSAGE_MASTER_KEYS')
  if (isDemo(env)) return text
  for (const number of keys.numbers) {
    const why = keys.look(number, whyUnfit)
    if (why)
      throw new Error(
        `Key ${number} of PASSAGE_MASTER_KEYS ${why}, and PASSAGE_DEMO is not true. Draw another; .env.example says how.`,
      )
  }
  return text
}

/** Thirty-two letters in a row were typed: of random keys less than one in a trillion looks so. */
function whyUnfit(key: Buffer): string | undefined {
  if (key.subarray(0, drawnForADemo.length).equals(drawnForADemo)) return 'was drawn for a demo'
  if (key.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'was typed, as those of the tests are'
  return undefined
}
