/** Small checks of the repository itself. Each names what is wrong, where, and how to mend it. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { repository } from './postgres-programs.mjs'

const ts = createRequire(path.join(repository, 'package.json'))('typescript')
const read = (file) => fs.readFileSync(path.join(repository, file), 'utf8')

/** @returns one line for each fault, none when all is well */
export function repositoryFaults() {
  const files = trackedFiles()
  return [
    ...machineTraces(files),
    ...longFiles(files),
    ...unfinishedWork(files),
    ...indexFaults(files),
    ...undeclaredRoutes(files),
    ...missingProjects(files),
  ]
}

/** What a commit would hold: what git tracks, and what it does not yet but would. */
function trackedFiles() {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
  })
  return list
    .split('\n')
    .filter((file) => file && fs.existsSync(path.join(repository, file)) && !file.startsWith('test/architecture/fixtures/'))
}

const isText = (file) => /\.(tsx?|mts|mjs|cjs|js|json|md|ya?ml|sql|css|html|svg)$|(^|\/)(Dockerfile|run|\.[a-z.]+)$/.test(file)
const isSource = (file) => /\.(tsx?|mts|mjs|cjs|js)$/.test(file)
const isGenerated = (file) => /(^|\/)generated\/|\.generated\.tsx?$|\.d\.m?ts$/.test(file)

/** Paths of one developer's machine, and hosts of one company's package registry. */
function machineTraces(files) {
  // Written with classes, so that this very file is not its own finding.
  const trace =
    /(?<![\w.])\/(?:[w]ork|[f]arm|[U]sers\/\w+|[h]ome\/(?!user\b)\w+)\/|\/\/[r]egistry[.](?!npmjs\.org)|"[r]esolved": "(?!https:\/\/registry\.npmjs\.org\/)/
  return inLines(files.filter(isText), (line) => trace.test(line), 'names a path or host of one machine: take it out')
}

function longFiles(files) {
  return files
    .filter((file) => isSource(file) && !isGenerated(file))
    .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
    .filter(({ file, lines }) => lines > limitOf(file))
    .map(({ file, lines }) => `${file}: ${lines} lines, and ${limitOf(file)} is the limit: split it by intention`)
}

function unfinishedWork(files) {
  const code = files.filter((file) => isSource(file) && !isGenerated(file))
  const specs = code.filter((file) => /\.spec\.tsx?$/.test(file))
  return [
    ...inLines(code, (line) => /\b(?:[T]ODO|[F]IXME)\b/.test(line), 'unfinished work: finish it, or make it an issue'),
    ...inLines(
      specs,
      (line) => /\b(?:it|test|describe)\.only\(|\b(?:fit|fdescribe)\(/.test(line),
      'only this test would run: take .only away',
    ),
  ]
}

function inLines(files, isFault, fix) {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => (isFault(line) ? [`${file}:${index + 1}: ${fix}`] : [])),
  )
}

/** An index.ts is the lib's face: names only, and of a stage at most ten. */
function indexFaults(files) {
  return files
    .filter((file) => /^libs\/.*\/index\.ts$/.test(file) && /^libs\/(stages\/[^/]+|[^/]+)\/index\.ts$/.test(file))
    .flatMap((file) => {
      let names = 0
      const faults = []
      for (const statement of parse(file).statements) {
        if (!ts.isExportDeclaration(statement))
          faults.push(`${file}: holds more than exports by name: move the code into a file of its own`)
        else if (!statement.exportClause || !ts.isNamedExports(statement.exportClause))
          faults.push(`${file}: export * hides what the lib offers: name each export`)
        else names += statement.exportClause.elements.length
      }
      if (file.startsWith('libs/stages/') && names > 10)
        faults.push(`${file}: exports ${names} names, and ten is the limit for a stage: take back what others do not use`)
      return [...new Set(faults)]
    })
}

const routeDecorators = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Head', 'Options', 'Sse'])
const accessDecorators = new Set(['Roles', 'AnyAccount', 'Public'])

/** Deny by default needs that every route says who may call it, on the method or on its controller. */
function undeclaredRoutes(files) {
  const controllers = files.filter(
    (file) => /^(apps\/(api|worker)|libs)\/.*\.ts$/.test(file) && !/\.spec\.ts$/.test(file) && read(file).includes('@Controller'),
  )
  return controllers.flatMap((file) => {
    const source = parse(file)
    const faults = []
    const visit = (node) => {
      if (ts.isClassDeclaration(node) && decoratorsOf(node).has('Controller') && !hasAny(decoratorsOf(node), accessDecorators)) {
        for (const member of node.members.filter(ts.isMethodDeclaration)) {
          const decorators = decoratorsOf(member)
          if (!hasAny(decorators, routeDecorators) || hasAny(decorators, accessDecorators)) continue
          const { line } = source.getLineAndCharacterOfPosition(member.name.getStart(source))
          faults.push(
            `${file}:${line + 1}: ${member.name.getText(source)} does not say who may call it: add @Roles(…), @AnyAccount() or @Public()`,
          )
        }
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
    return faults
  })
}

const parse = (file) => ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true)
const hasAny = (names, wanted) => [...wanted].some((name) => names.has(name))

function decoratorsOf(node) {
  const calls = (ts.getDecorators(node) ?? []).map(({ expression }) =>
    ts.isCallExpression(expression) ? expression.expression : expression,
  )
  return new Set(calls.map((callee) => callee.getText()))
}

/** Nest's monorepo mode knows every app and lib, and nothing else. */
function missingProjects(files) {
  const folders = files.map((file) => /^(apps\/[^/]+|libs\/stages\/[^/]+|libs\/(?!stages\/)[^/]+)\//.exec(file)?.[1])
  const there = new Set(folders.filter(Boolean))
  const known = new Set(Object.values(JSON.parse(read('nest-cli.json')).projects).map(({ root }) => root))
  return [...there]
    .filter((folder) => !known.has(folder))
    .map((folder) => `nest-cli.json: does not know ${folder}: add it to "projects"`)
}

/** A spec repeats its set-up when it is split, so it may be longer. */
function limitOf(file) {
  return file.endsWith('.spec.ts') ? 500 : 400
}
