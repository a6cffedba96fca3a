import { required } from '@passage/platform'
import { Keeper } from './keeper'

async function main(): Promise<void> {
  try {
    const port = process.env.KEEPER_PORT ?? '0'
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      throw new Error('KEEPER_PORT must be a port from 0 (any free one) to 65535.')
    const keeper = new Keeper({ ownerUrl: required(process.env, 'DATABASE_URL'), secret: required(process.env, 'KEEPER_SECRET') })
    const listening = await keeper.listen(Number(port), process.env.HOST || '127.0.0.1')
    process.stdout.write(`${JSON.stringify({ listening })}\n`)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void keeper.close())
  } catch (error) {
    process.stderr.write(`The keeper cannot start: ${(error as Error).message || (error as { code?: string }).code}\n`)
    process.exit(1)
  }
}

void main()
