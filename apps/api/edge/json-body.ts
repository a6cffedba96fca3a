import { Refused } from '@passage/platform'
import type { FastifyInstance } from 'fastify'
import type { EdgeLimits } from './limits'

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])

/**
 * How deep a JSON text nests and how many values it holds, at most: counted before it is parsed, since what walks over it afterwards goes as deep
 * and as far as it does. Of a text that is no JSON it says nothing wrong, only nothing useful.
 */
export function measureJson(text: string): { depth: number; values: number } {
  let depth = 0
  let deepest = 0
  let values = 1
  let inText = false
  for (let i = 0; i < text.length; i += 1) {
    const sign = text.charCodeAt(i)
    if (inText) {
      if (sign === backslash) i += 1
      else if (sign === quote) inText = false
    } else if (sign === quote) inText = true
    else if (sign === comma) values += 1
    else if (opening.has(sign)) {
      depth += 1
      values += 1
      deepest = Math.max(deepest, depth)
    } else if (closing.has(sign)) depth -= 1
  }
  return { depth: deepest, values }
}

/** JSON is all that the API takes; what is broken, too deep or too much is refused with a code of its own. */
export function takeJsonOnly(fastify: FastifyInstance, limits: EdgeLimits): void {
  const parse = fastify.getDefaultJsonParser('error', 'error')
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: limits.bodyBytes }, (request, body, done) => {
    if (body === '') return done(null, undefined)
    const { depth, values } = measureJson(body as string)
    if (depth > limits.jsonDepth || values > limits.jsonValues) return done(tooMuch(limits))
    void parse(request, body as string, (error, value) => {
      if (!error) return done(null, value)
      done(new Refused('input.json', 'The body is not JSON.', { field: 'body', fix: 'Send well-formed JSON in UTF-8.' }))
    })
  })
}

function tooMuch({ jsonDepth, jsonValues }: EdgeLimits): Refused {
  return new Refused('input.too_large', `The body nests deeper than ${jsonDepth}, or holds more than ${jsonValues} values.`, {
    field: 'body',
    fix: 'Send less at once.',
  })
}
