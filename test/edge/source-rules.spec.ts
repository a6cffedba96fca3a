import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..', '..')

interface Source {
  readonly file: string
  readonly text: string
}

/** Code that runs, without its comments: what is forbidden below may well be spoken of. */
function sourcesIn(...folders: string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(spec|d)\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/\/(dist|node_modules)\//.test(file))
      .map((file) => ({ file: file.slice(root.length + 1), text: withoutComments(readFileSync(file, 'utf8')) })),
  )
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

const all = sourcesIn('apps', 'libs', 'migrations')
const server = all.filter(({ file }) => !file.startsWith('apps/web/'))
const screens = all.filter(({ file }) => file.startsWith('apps/web/src/'))

const found = (sources: readonly Source[], pattern: RegExp) =>
  sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file)

/** What the pattern's first group was in all places. */
function named(sources: readonly Source[], pattern: RegExp): string[] {
  return [...new Set(sources.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name]) => name!)))].sort()
}

describe('The code of Passage', () => {
  it('is there to be looked at', () => {
    expect(server.length).toBeGreaterThan(200)
    expect(screens.length).toBeGreaterThan(50)
  })

  it('makes no code out of texts', () => {
    expect(found(all, /\beval\(|new Function\(|\bvm\b['"]|setTimeout\(\s*['"`]/)).toEqual([])
  })

  it('makes regular expressions out of its own constants, and of nothing that came in', () => {
    // The tables of identifiers; the sentences of the glossary, escaped; which libraries every screen needs, when it is built; the names of our
    // cookies; and what spreadsheets take for a formula.
    const elsewhere = found(all, /new RegExp\(/).filter((file) => !/^libs\/platform\/identifiers\//.test(file))
    expect(elsewhere.sort()).toEqual([
      'apps/web/src/i18n/sentences.ts',
      'apps/web/vite.config.ts',
      'libs/access/sign-in/cookies.ts',
      'libs/platform/export/harmless.ts',
    ])
  })

  it('asks no shell: the server starts no programs', () => {
    const served = server.filter(({ file }) => /^(libs|apps\/(api|worker|paymaster|keeper))\//.test(file))
    expect(found(served, /child_process|execSync|spawn\(/)).toEqual([])
  })

  it('makes no HTML out of texts: React writes every text as a text', () => {
    expect(
      found(screens, /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc/i),
    ).toEqual(found(screens, /parseFromString\([^,]+, 'image\/svg\+xml'\)/))
    expect(found(screens, /javascript:|vbscript:/i)).toEqual([])
  })

  it('listens to no other window, and embeds none', () => {
    expect(found(screens, /postMessage|addEventListener\(\s*['"]message|<iframe|<object|<embed|window\.open/)).toEqual([])
  })

  it('keeps in the browser how a reader reads and when somebody was last there, and nothing else', () => {
    const keeping = screens.filter(({ text }) => /localStorage/.test(text))
    expect(keeping.map(({ file }) => file).sort()).toEqual([
      'apps/web/src/features/session/last-active.ts',
      'apps/web/src/i18n/format.ts',
      'apps/web/src/i18n/index.ts',
      'apps/web/src/ui/keys.ts',
    ])
    expect(named(keeping, /const kept = '([^']+)'/g)).toEqual([
      'passage.active',
      'passage.digits',
      'passage.keys',
      'passage.language',
    ])
    expect(named(keeping, /localStorage(?!\??\.[gs]etItem\(kept\b)(?!\?: \{)(.*)/g)).toEqual([])
    expect(found(screens, /sessionStorage|indexedDB|document\.cookie|caches\.open|serviceWorker/)).toEqual([])
  })

  it('leads nobody to another site', () => {
    const outside = named(screens, /(?:href|action|src)=["'{`]+(https?:\/\/[^"'`}]+)/g)
    expect(outside).toEqual([])
    expect(found(screens, /location\.(assign|replace)\(\s*(?!'\/)|location\.href\s*=(?!=)/)).toEqual([])
  })

  it('hashes with SHA-256 and encrypts with AES-256-GCM, and with nothing else', () => {
    expect(named(server, /create(?:Hash|Hmac)\(\s*'([^']+)'/g)).toEqual(['sha256'])
    expect(named(server, /create(?:Cipheriv|Decipheriv)\(\s*'([^']+)'/g)).toEqual(['aes-256-gcm'])
    expect(named(server, /hkdf(?:Sync)?\(\s*'([^']+)'/g)).toEqual(['sha256'])
    expect(found(server, /createHash\((?!\s*')|createCipheriv\((?!\s*')|\bsha1\b|\bdes-|-ecb\b/i)).toEqual([])
    // PostgreSQL's md5 folds a key into the shape of a uuid; it guards nothing.
    expect(named(server, /md5\((?:[^()]|\([^()]*(?:\([^()]*\))?[^()]*\))*\)(::uuid|, 8\))?/g)).toEqual([', 8)', '::uuid'])
  })

  it('draws what must not be guessed from the operating system', () => {
    expect(found(server, /Math\.random/)).toEqual([])
  })

  it('uses no parser that lets an XML document read files or run on', () => {
    expect(found(server, /libxml|xml2js|fast-xml-parser|sax\(|<!ENTITY/i)).toEqual([])
  })

  it('reads no object out of a text but JSON', () => {
    expect(found(server, /v8\.deserialize|node-serialize|unserialize|js-yaml|YAML\.parse/)).toEqual([])
  })

  it('follows no redirect when it asks another process', () => {
    const asking = server.filter(({ text }) => /\bfetch\(/.test(text))
    expect(asking.filter(({ text }) => !/redirect: 'error'/.test(text)).map(({ file }) => file)).toEqual([])
  })

  it('switches off no check of certificates', () => {
    expect(found(server, /rejectUnauthorized|NODE_TLS_REJECT|checkServerIdentity|sslmode=(?:no-verify|allow|prefer)/)).toEqual([])
  })

  it('trusts no header that a client or a proxy may set for an address', () => {
    expect(found(server, /x-forwarded|x-real-ip|trustProxy|forwarded-for/i)).toEqual([])
  })
})
