import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A file of a build, held in memory. */
export interface StaticFile {
  readonly body: Buffer
  /** The same compressed, where that is worth it. */
  readonly gzip: Buffer | undefined
  readonly contentType: string
  readonly etag: string
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}
const compressible = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.webmanifest'])

/**
 * Reads a build once, by the address of each file. What is not in this map does not exist: no path of a request ever reaches the file
 * system. Files of unknown kinds are left out.
 */
export function readStaticFiles(root: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>()
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const extension = extname(entry.name)
    if (!entry.isFile() || !(extension in contentTypes) || entry.name.startsWith('.')) continue
    const path = join(entry.parentPath, entry.name)
    files.set(`/${relative(root, path).split(sep).join('/')}`, staticFile(readFileSync(path), extension))
  }
  return files
}

export function staticFile(body: Buffer, extension: string): StaticFile {
  return {
    body,
    gzip: compressible.has(extension) ? gzipSync(body) : undefined,
    contentType: contentTypes[extension]!,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
  }
}

/** Sends a file, compressed or not at all where the browser allows it. */
export function sendStatic(request: FastifyRequest, reply: FastifyReply, file: StaticFile, cacheControl: string): FastifyReply {
  void reply.header('content-type', file.contentType).header('cache-control', cacheControl).header('etag', file.etag)
  if (file.gzip) void reply.header('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  if (!file.gzip || !/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.body)
  return reply.header('content-encoding', 'gzip').send(file.gzip)
}
