import type { ServerResponse } from 'node:http'

type Header = readonly [name: string, value: string]

/** Of an answer that is no page: it may load nothing, and nobody may frame it. */
const contentSecurityOfData = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** What a page of ours has no use for, so that nothing that got into it has either. */
const unusedFeatures = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'usb',
  'xr-spatial-tracking',
]

const always: readonly Header[] = [
  ['content-security-policy', contentSecurityOfData],
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['origin-agent-cluster', '?1'],
  ['permissions-policy', unusedFeatures.map((feature) => `${feature}=()`).join(', ')],
  ['x-dns-prefetch-control', 'off'],
  ['x-permitted-cross-domain-policies', 'none'],
]

/** Two years. Without TLS a browser would not listen to it. */
const onlyOverTls: Header = ['strict-transport-security', 'max-age=63072000; includeSubDomains']

/**
 * What every answer says, whoever makes it: the router, the parser of Node, a file, a stream. A page or a file says more of itself, in place of
 * `content-security-policy` and `cache-control`.
 * @param secure whether browsers come over TLS
 */
export function securityHeaders(secure: boolean): readonly Header[] {
  return secure ? [...always, onlyOverTls] : always
}

/** Sets them before anything else can answer. */
export function protect(response: ServerResponse, headers: readonly Header[]): void {
  for (const [name, value] of headers) response.setHeader(name, value)
}

/**
 * Of a page: scripts are files of ours and never inline. Style elements are ours by their nonce (Mantine writes its variables into one); style
 * attributes in HTML are none at all, since React sets styles without them.
 */
export function contentSecurityOfPage(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Of the page that shows the API's document: Swagger UI has pictures inside its style sheet. */
export const contentSecurityOfDocs = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
