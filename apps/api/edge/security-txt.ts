import type { FastifyInstance } from 'fastify'

const dayMs = 86_400_000
/** RFC 9116 asks for less than a year; whoever reads it later must look again. */
const goodForDays = 90

/** Whom to tell of a hole, until when that holds, and in which languages (RFC 9116). By the real date, not the programme's. */
export function securityTxt(now: Date): string {
  const midnight = Math.floor(now.getTime() / dayMs) * dayMs
  return [
    'Contact: mailto:security@passage.example',
    `Expires: ${new Date(midnight + goodForDays * dayMs).toISOString()}`,
    'Preferred-Languages: en, my',
    '',
  ].join('\n')
}

export function serveSecurityTxt(fastify: FastifyInstance): void {
  fastify.get('/.well-known/security.txt', (_request, reply) =>
    reply.header('content-type', 'text/plain; charset=utf-8').send(securityTxt(new Date())),
  )
}
