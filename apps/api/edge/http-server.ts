import { randomUUID } from 'node:crypto'
import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { Refused } from '@passage/platform'
import type { EdgeLimits } from './limits'
import { plainAnswer } from './problem-answer'
import { protect, securityHeaders } from './security-headers'

/**
 * Makes the server that stands before the router: it bounds what a client may send and how slowly, and gives every answer its security headers
 * before anything can answer, also where Node or the router would refuse on their own.
 * @param secure whether browsers come over TLS
 */
export function edgeServer(limits: EdgeLimits, secure: boolean): (route: RequestListener) => Server {
  const headers = securityHeaders(secure)
  return (route) => {
    const server = createServer(
      {
        maxHeaderSize: limits.headerBytes,
        headersTimeout: limits.headersMs,
        requestTimeout: limits.requestMs,
        connectionsCheckingInterval: limits.lookEveryMs,
        keepAliveTimeout: limits.keepAliveMs,
        // Node would refuse on its own, without our headers.
        requireHostHeader: false,
      },
      (request, response) => {
        protect(response, headers)
        const refused = refusalOf(request, limits)
        if (refused) answer(response, refused)
        else route(request, response)
      },
    )
    server.setTimeout(limits.idleMs)
    server.maxRequestsPerSocket = limits.requestsAConnection
    server.maxConnections = limits.connections
    server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
      protect(response, headers)
      answer(
        response,
        new Refused('input.expectation', 'Only 100-continue may be expected.', { fix: 'Leave the header Expect out.' }),
      )
    })
    return server
  }
}

/** What can be refused from the first line and the headers alone. */
function refusalOf({ url = '', headers, httpVersion }: IncomingMessage, limits: EdgeLimits): Refused | undefined {
  if (headers.host === undefined && httpVersion !== '1.0') {
    return new Refused('input.invalid', 'The header Host is missing.', { field: 'Host', fix: 'Send the host that you mean.' })
  }
  if (url.length > limits.addressCharacters) {
    return new Refused('input.address_too_long', `The address has more than ${limits.addressCharacters} characters.`, {
      fix: 'Ask for less at once.',
    })
  }
  // A proxy's form, with a host of its own, would name the same routes under other addresses.
  if (!url.startsWith('/')) {
    return new Refused('input.invalid', 'The address does not begin with a slash.', { fix: 'Send the path alone.' })
  }
  const query = url.indexOf('?')
  if (query >= 0 && url.slice(query).split('&', limits.queryFields + 1).length > limits.queryFields) {
    return new Refused('input.invalid', `The query has more than ${limits.queryFields} fields.`, {
      field: 'query',
      fix: 'Send each field once.',
    })
  }
  return undefined
}

function answer(response: ServerResponse, refused: Refused): void {
  const { status, headers, body } = plainAnswer(refused, randomUUID())
  // Whatever follows on this connection may be the body of what was refused.
  response.setHeader('connection', 'close')
  for (const [name, value] of headers) response.setHeader(name, value)
  response.writeHead(status).end(body)
}

/** What the parser of Node could not read, or did not get in time. */
const unreadable: Readonly<Record<string, Refused>> = {
  HPE_HEADER_OVERFLOW: new Refused('input.headers_too_large', 'The headers are too large.', {
    fix: 'Send fewer or shorter headers.',
  }),
  ERR_HTTP_REQUEST_TIMEOUT: new Refused('input.too_slow', 'The request did not come in time.', {
    fix: 'Send it again, at once.',
  }),
}
const notHttp = new Refused('input.invalid', 'This is no HTTP request.', { fix: 'Send HTTP/1.1.' })

/**
 * Answers what never became a request: there is no response to set headers on, so that the answer is written as it stands.
 * @param secure whether browsers come over TLS
 */
export function refuseUnreadable(secure: boolean): (error: Error & { code?: string }, socket: Socket) => void {
  const headers = securityHeaders(secure)
  return (error, socket) => {
    const { _httpMessage: underWay } = socket as { _httpMessage?: ServerResponse }
    // In the midst of another answer anything written would become a part of it.
    if (error.code === 'ECONNRESET' || !socket.writable || underWay?.headersSent) return void socket.destroy()
    const { status, headers: own, body } = plainAnswer(unreadable[error.code ?? ''] ?? notHttp, randomUUID())
    const lines = [...headers, ...own, ['connection', 'close']].map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
  }
}
