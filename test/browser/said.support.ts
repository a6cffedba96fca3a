import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import * as ts from 'typescript'

const root = resolve(__dirname, '..', '..')

/** What may stand for a text that the sources do not hold: a name, a day, an amount. */
export const blank = '{}'

/** A sentence that the server may say, and the first place that says it. */
export interface ServerSentence {
  readonly text: string
  readonly at: string
}

export interface Said {
  readonly sentences: readonly ServerSentence[]
  /** Places that say something of which the sources hold nothing. */
  readonly unread: readonly string[]
}

/** Properties of objects that people read as sentences. `detail` is what a job that failed says, `definition` how a report counted. */
const spoken = new Set(['message', 'because', 'fix', 'detail', 'definition'])

/** A text that was collected where it was made, and is only passed on here. */
const passedOn = Symbol('passed on')
type Shape = string | typeof passedOn

/**
 * Reads every sentence that goes into a refusal, a condition, the message of a validator or the problem of a job. What stands in a template
 * becomes a blank, unless the sources say which texts it can be: then each of them is a sentence.
 * @param except folders whose sentences no screen can show
 */
export function saidByTheServer(except: readonly string[]): Said {
  const files = ['libs', 'apps/api', 'apps/keeper', 'apps/worker']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !except.some((folder) => file.startsWith(folder)))
  return new Reader(files.map((file) => join(root, file))).all()
}

class Reader {
  private readonly program: ts.Program
  private readonly checker: ts.TypeChecker
  private readonly callsOf = new Map<ts.Node, (ts.CallExpression | ts.NewExpression)[]>()
  private readonly found = new Map<string, ts.Node>()
  private readonly unread = new Set<string>()
  private readonly places = new Map<string, ts.Node>()
  private readonly reading = new Set<ts.Node>()

  constructor(private readonly files: readonly string[]) {
    const host = ts.createCompilerHost({})
    // Only our own sources are read: whatever comes from elsewhere is no sentence of the server.
    host.resolveModuleNameLiterals = (names, containing) =>
      names.map(({ text }) => ({ resolvedModule: this.resolved(text, containing) }))
    host.getSourceFile = (file, options) =>
      ts.sys.fileExists(file) ? ts.createSourceFile(file, readFileSync(file, 'utf8'), options, true) : undefined
    this.program = ts.createProgram(
      files,
      { noLib: true, types: [], target: ts.ScriptTarget.ES2022, experimentalDecorators: true },
      host,
    )
    this.checker = this.program.getTypeChecker()
  }

  all(): Said {
    const sources = this.files.flatMap((file) => this.program.getSourceFile(file) ?? [])
    for (const source of sources) this.each(source, (node) => this.noteCall(node))
    for (const source of sources) this.each(source, (node) => this.collect(node))
    return { sentences: [...this.found].map(([text, node]) => ({ text, at: placeOf(node) })), unread: [...this.unread] }
  }

  private resolved(name: string, containing: string): ts.ResolvedModuleFull | undefined {
    const base = name.startsWith('@passage/')
      ? join(root, 'libs', name.slice('@passage/'.length))
      : name.startsWith('.')
        ? join(dirname(containing), name)
        : undefined
    const file = base && [`${base}.ts`, join(base, 'index.ts')].find((one) => ts.sys.fileExists(one))
    return file ? { resolvedFileName: file, extension: ts.Extension.Ts } : undefined
  }

  private each(node: ts.Node, visit: (node: ts.Node) => void): void {
    visit(node)
    ts.forEachChild(node, (child) => this.each(child, visit))
  }

  private noteCall(node: ts.Node): void {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return
    const target = this.calledBy(node)
    if (target) this.callsOf.set(target, [...(this.callsOf.get(target) ?? []), node])
  }

  /** The function or constructor of ours that a call runs. */
  private calledBy(call: ts.CallExpression | ts.NewExpression): ts.SignatureDeclaration | undefined {
    if (call.expression.kind === ts.SyntaxKind.SuperKeyword) {
      const own = ancestor(call, ts.isClassDeclaration)
      const parent = own?.heritageClauses?.flatMap((clause) => [...clause.types])[0]?.expression
      return parent && constructorOf(this.declarationOf(parent))
    }
    const found = this.declarationOf(call.expression)
    if (ts.isNewExpression(call)) return constructorOf(found)
    return found && functionOf(found)
  }

  private declarationOf(node: ts.Node): ts.Declaration | undefined {
    let symbol = this.checker.getSymbolAtLocation(node)
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = this.checker.getAliasedSymbol(symbol)
    return symbol?.valueDeclaration ?? symbol?.declarations?.[0]
  }

  private collect(node: ts.Node): void {
    if (ts.isNewExpression(node) || (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword)) {
      const target = this.calledBy(node)
      if (target && ts.isClassDeclaration(target.parent) && target.parent.name?.text === 'Refused') this.add(node.arguments?.[1])
    } else if (ts.isPropertyAssignment(node) && spoken.has(nameOf(node.name))) {
      this.add(node.initializer)
    } else if (ts.isPropertyAssignment(node) && nameOf(node.name) === 'notes') {
      for (const item of this.itemsOf(node.initializer)) if (item !== passedOn && item !== blank) this.note(item, node)
    } else if (ts.isShorthandPropertyAssignment(node) && spoken.has(node.name.text)) {
      this.add(node)
    }
  }

  private add(node: ts.Node | undefined): void {
    if (!node) return
    for (const shape of this.whole(node)) {
      if (shape === passedOn) continue
      const text = plain(shape)
      // Validators leave the full stop to the pipe that tells what they found.
      if (!/^\{\}\.?$/.test(text)) this.note(/[.?!]$/.test(text) ? text : `${text}.`, this.places.get(shape) ?? node)
    }
  }

  /** The shapes of what is a sentence of its own; where the sources do not hold it, the place is kept. */
  private whole(node: ts.Node): Shape[] {
    const shapes = this.shapes(node)
    const found = ts.isIdentifier(node) ? this.declarationOf(node) : undefined
    const given = ts.isShorthandPropertyAssignment(node)
      ? this.checker.getShorthandAssignmentValueSymbol(node)?.valueDeclaration
      : found
    if (given && ts.isParameter(given)) this.argumentsOf(given).forEach((one) => this.whole(one))
    else if (shapes.includes(blank)) this.unread.add(placeOf(node))
    return shapes
  }

  private note(text: string, node: ts.Node): void {
    const kept = plain(text)
    if (!this.found.has(kept)) this.found.set(kept, node)
  }

  /** Every text that an expression can be, with blanks for what only a running server knows. */
  private shapes(node: ts.Node): Shape[] {
    if (this.reading.has(node)) return []
    this.reading.add(node)
    try {
      const shapes = unique(this.shapesOf(node))
      for (const shape of shapes) if (shape !== passedOn && !this.places.has(shape)) this.places.set(shape, node)
      return shapes
    } finally {
      this.reading.delete(node)
    }
  }

  private shapesOf(node: ts.Node): Shape[] {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text]
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isSatisfiesExpression(node)
    )
      return this.shapes(node.expression)
    if (ts.isTemplateExpression(node))
      return node.templateSpans.reduce<Shape[]>(
        (texts, span) => joined(texts, this.wordsOf(span.expression), span.literal.text),
        [node.head.text],
      )
    if (ts.isConditionalExpression(node)) return [...this.shapes(node.whenTrue), ...this.shapes(node.whenFalse)]
    if (ts.isBinaryExpression(node)) return this.shapesOfBinary(node)
    if (ts.isShorthandPropertyAssignment(node)) {
      const symbol = this.checker.getShorthandAssignmentValueSymbol(node)
      return this.shapesOfDeclaration(symbol?.valueDeclaration)
    }
    if (ts.isIdentifier(node)) return node.text === 'undefined' ? [] : this.shapesOfDeclaration(this.declarationOf(node))
    if (ts.isPropertyAccessExpression(node) && spoken.has(node.name.text)) return [passedOn]
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      const held = this.valuesOf(node)
      return held.length > 0 ? held.flatMap((one) => this.shapes(one)) : [blank]
    }
    if (ts.isCallExpression(node)) return this.shapesOfCall(node)
    if (ts.isObjectLiteralExpression(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return []
    return [blank]
  }

  /** What can stand within a sentence. A lone word that callers give is a name or a code, so that it is a blank. */
  private wordsOf(node: ts.Expression): Shape[] {
    const shapes = this.shapes(node)
    const first = ts.isBinaryExpression(node) ? node.left : node
    const found = ts.isIdentifier(first) ? this.declarationOf(first) : undefined
    const names = shapes.includes(blank) || (found !== undefined && ts.isParameter(found))
    return names ? unique(shapes.map((shape) => (shape === passedOn || shape.includes(' ') ? shape : blank))) : shapes
  }

  private shapesOfBinary(node: ts.BinaryExpression): Shape[] {
    if (node.operatorToken.kind === ts.SyntaxKind.PlusToken) return joined(this.shapes(node.left), this.shapes(node.right), '')
    const either = [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken]
    return either.includes(node.operatorToken.kind) ? [...this.shapes(node.left), ...this.shapes(node.right)] : [blank]
  }

  private shapesOfCall(node: ts.CallExpression): Shape[] {
    const callee = node.expression
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'join') {
      const items = this.itemsOf(callee.expression)
      const between = node.arguments[0]
      // With a space between them they are sentences, one after the other; else they are parts of one.
      if (between && ts.isStringLiteral(between) && between.text === ' ') return items
      for (const item of items) if (item !== passedOn && /^\S.* .*[a-z]/.test(item)) this.note(item, node)
      return [blank]
    }
    const target = this.calledBy(node)
    const made = target ? returnsOf(target).flatMap((one) => this.shapes(one)) : []
    // What is cut or changed by a method is no sentence, but may be made of parts.
    if (!target && ts.isPropertyAccessExpression(callee)) this.shapes(callee.expression)
    return made.length > 0 ? made : [blank]
  }

  /** What the items of a list can be, as far as it is written down or made by a function of ours. */
  private itemsOf(list: ts.Expression): Shape[] {
    if (ts.isCallExpression(list) && ts.isPropertyAccessExpression(list.expression) && list.expression.name.text === 'map') {
      const given = list.arguments[0]
      const made = given && (functionOf(given) ?? functionOf(this.declarationOf(given) ?? given))
      return made ? returnsOf(made).flatMap((one) => this.shapes(one)) : [blank]
    }
    const lists = this.valuesOf(list).filter(ts.isArrayLiteralExpression)
    if (lists.length === 0) return [blank]
    return lists.flatMap((one) =>
      one.elements.flatMap((item) => (ts.isSpreadElement(item) ? this.itemsOfSpread(item.expression) : this.shapes(item))),
    )
  }

  private itemsOfSpread(spread: ts.Expression): Shape[] {
    if (ts.isNewExpression(spread) && spread.arguments?.[0]) return this.itemsOf(spread.arguments[0])
    return this.itemsOf(spread)
  }

  private shapesOfDeclaration(found: ts.Declaration | undefined): Shape[] {
    if (!found) return [blank]
    if (ts.isParameter(found)) return this.shapesOfParameter(found)
    if (ts.isVariableDeclaration(found) && found.initializer && ts.isIdentifier(found.name)) return this.shapes(found.initializer)
    if (ts.isBindingElement(found)) {
      const held = this.valuesOfBinding(found)
      if (held.length > 0) return held.flatMap((one) => this.shapes(one))
      return spoken.has(nameOf(found.propertyName ?? found.name)) ? [passedOn] : [blank]
    }
    return [blank]
  }

  /** What a parameter can be is what its callers give. */
  private shapesOfParameter(found: ts.ParameterDeclaration): Shape[] {
    const given = this.argumentsOf(found)
    return given.length > 0 ? given.flatMap((one) => this.shapes(one)) : [blank]
  }

  private argumentsOf(found: ts.ParameterDeclaration): ts.Expression[] {
    const place = found.parent.parameters.indexOf(found)
    return (this.callsOf.get(found.parent) ?? []).flatMap((call) => call.arguments?.[place] ?? [])
  }

  /** The expressions that a constant table holds at a place; every one of them where the key is not known. */
  private valuesOf(node: ts.Expression): ts.Expression[] {
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isSatisfiesExpression(node)
    )
      return this.valuesOf(node.expression)
    if (ts.isConditionalExpression(node)) return [...this.valuesOf(node.whenTrue), ...this.valuesOf(node.whenFalse)]
    if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return [node]
    if (ts.isIdentifier(node)) {
      const found = this.declarationOf(node)
      if (found && ts.isVariableDeclaration(found) && found.initializer) return this.valuesOf(found.initializer)
      if (found && ts.isBindingElement(found)) return this.valuesOfBinding(found).flatMap((one) => this.valuesOf(one))
      return []
    }
    if (ts.isPropertyAccessExpression(node)) return this.valuesOf(node.expression).flatMap((one) => heldIn(one, node.name.text))
    if (ts.isElementAccessExpression(node)) {
      const key = node.argumentExpression
      const known = ts.isStringLiteral(key) || ts.isNumericLiteral(key) ? key.text : undefined
      return this.valuesOf(node.expression).flatMap((one) => heldIn(one, known))
    }
    if (ts.isCallExpression(node)) {
      const target = this.calledBy(node)
      return target ? returnsOf(target).flatMap((one) => this.valuesOf(one)) : []
    }
    return []
  }

  private valuesOfBinding(found: ts.BindingElement): ts.Expression[] {
    const pattern = found.parent
    const whole = pattern.parent
    if (!ts.isVariableDeclaration(whole) || !whole.initializer) return []
    const key = ts.isArrayBindingPattern(pattern)
      ? String(pattern.elements.indexOf(found))
      : nameOf(found.propertyName ?? found.name)
    return this.valuesOf(whole.initializer).flatMap((one) => heldIn(one, key))
  }
}

function heldIn(table: ts.Expression, key: string | undefined): ts.Expression[] {
  if (ts.isArrayLiteralExpression(table))
    return key === undefined ? [...table.elements] : table.elements.slice(Number(key), Number(key) + 1)
  if (!ts.isObjectLiteralExpression(table)) return []
  return table.properties.flatMap((one) =>
    ts.isPropertyAssignment(one) && (key === undefined || nameOf(one.name) === key) ? [one.initializer] : [],
  )
}

function joined(left: readonly Shape[], right: readonly Shape[], tail: string): Shape[] {
  // A template around what is passed on is a sentence around it, such as "… fields are wrong too."
  const text = (shape: Shape): string => (shape === passedOn ? blank : shape)
  return left.flatMap((before) => right.map((after) => text(before) + text(after) + tail))
}

/** Validators name their field `$property`; blanks that stand together are one. */
function plain(text: string): string {
  return text.replace(/\$property/g, blank).replace(/\{\}(?: ?\{\})+/g, blank)
}

function unique(shapes: readonly Shape[]): Shape[] {
  return [...new Set(shapes)]
}

function functionOf(node: ts.Node): ts.SignatureDeclaration | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node))
    return node
  if (ts.isVariableDeclaration(node) && node.initializer) return functionOf(node.initializer)
  return undefined
}

function constructorOf(node: ts.Node | undefined): ts.SignatureDeclaration | undefined {
  if (!node || !ts.isClassDeclaration(node)) return undefined
  return node.members.find(ts.isConstructorDeclaration)
}

function returnsOf(made: ts.SignatureDeclaration): ts.Expression[] {
  const body = (made as ts.FunctionLikeDeclaration).body
  if (!body) return []
  if (!ts.isBlock(body)) return [body]
  const found: ts.Expression[] = []
  const look = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression)
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, look)
  }
  ts.forEachChild(body, look)
  return found
}

function ancestor<T extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is T): T | undefined {
  for (let one = node.parent; one; one = one.parent) if (is(one)) return one
  return undefined
}

function nameOf(name: ts.Node): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name) ? name.text : ''
}

function placeOf(node: ts.Node): string {
  const source = node.getSourceFile()
  const { line } = source.getLineAndCharacterOfPosition(node.getStart())
  return `${relative(root, source.fileName)}:${line + 1}`
}
