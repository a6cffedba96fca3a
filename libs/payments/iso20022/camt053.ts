import { amountOf, count, currency, day, identifier, moment, openMessage, positive, reasonCode, toDecimal } from './values'
import { Children, MalformedMessage, only, textOf, type XmlElement } from './xml-reader'
import { documentOf, group, leaf } from './xml-writer'

interface EntryCommon {
  /** The entry's place in the paymaster's books. An entry that comes twice has the same number twice: book it once. */
  readonly sequence: number
  readonly endToEndId: string
  readonly amount: bigint
  readonly currency: string
  readonly bookingDate: string
}

/** `paid`: booked to the payee (a debit). `returned`: what came back (a credit), with its reason. Amounts are always above zero. */
export type StatementEntry =
  (EntryCommon & { readonly kind: 'paid' }) | (EntryCommon & { readonly kind: 'returned'; readonly reason: string })

/** Where the programme's account stands after the last entry; below zero is what the paymaster has laid out. */
export interface StatementBalance {
  readonly currency: string
  readonly amount: bigint
  readonly date: string
}

/** One page of the paymaster's books: a balance for each currency, and entries in the order of their sequence. */
export interface AccountStatement {
  readonly messageId: string
  readonly created: string
  readonly balances: readonly StatementBalance[]
  readonly entries: readonly StatementEntry[]
}

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'
const MESSAGE = 'BkToCstmrStmt'
const ACCOUNT = 'PASSAGE'
/** ISO's bank transaction codes: an issued credit transfer, paid or come back. */
const SUB_FAMILY = { paid: 'DMCT', returned: 'RRTN' } as const
const INDICATOR = { paid: 'DBIT', returned: 'CRDT' } as const

/** Orders and pairs are checked alike when writing and when reading. */
function check(statement: AccountStatement): AccountStatement {
  if (statement.balances.length === 0) throw new MalformedMessage('Stmt', 'is missing: a statement shows at least one balance')
  const currencies = new Set<string>()
  for (const balance of statement.balances) {
    if (currencies.has(balance.currency)) throw new MalformedMessage('Stmt/Bal', `stands twice for ${balance.currency}`)
    currencies.add(balance.currency)
  }
  let last = 0
  for (const { sequence, currency: code } of statement.entries) {
    if (!Number.isSafeInteger(sequence) || sequence < 1) throw new MalformedMessage('Ntry/NtryRef', 'is not a number from 1 on')
    if (sequence < last) throw new MalformedMessage('Ntry/NtryRef', `goes back from ${last} to ${sequence}`)
    if (!currencies.has(code)) throw new MalformedMessage('Ntry/Amt', `is in ${code}, for which the statement shows no balance`)
    last = sequence
  }
  return statement
}

function writeEntry(entry: StatementEntry): string {
  const date = leaf('Dt', day(entry.bookingDate, 'Ntry/BookgDt/Dt'))
  const reason =
    entry.kind === 'returned'
      ? [group('RtrInf', group('Rsn', leaf('Cd', reasonCode(entry.reason, 'Ntry/NtryDtls/TxDtls/RtrInf/Rsn/Cd'))))]
      : []
  return group(
    'Ntry',
    leaf('NtryRef', String(entry.sequence)),
    leaf('Amt', toDecimal(positive(entry.amount, 'Ntry/Amt'), entry.currency, 'Ntry/Amt'), { Ccy: entry.currency }),
    leaf('CdtDbtInd', INDICATOR[entry.kind]),
    group('Sts', leaf('Cd', 'BOOK')),
    group('BookgDt', date),
    group('ValDt', date),
    group(
      'BkTxCd',
      group('Domn', leaf('Cd', 'PMNT'), group('Fmly', leaf('Cd', 'ICDT'), leaf('SubFmlyCd', SUB_FAMILY[entry.kind]))),
    ),
    group(
      'NtryDtls',
      group(
        'TxDtls',
        group('Refs', leaf('EndToEndId', identifier(entry.endToEndId, 'Ntry/NtryDtls/TxDtls/Refs/EndToEndId'))),
        ...reason,
      ),
    ),
  )
}

/**
 * A statement as camt.053.001.08 (bank to customer statement), one `Stmt` for each currency.
 * @throws MalformedMessage what the reader would refuse
 */
export function writeCamt053(statement: AccountStatement): string {
  check(statement)
  const messageId = identifier(statement.messageId, 'GrpHdr/MsgId', 31)
  const created = leaf('CreDtTm', moment(statement.created, 'GrpHdr/CreDtTm'))
  const byCurrency = statement.balances.map((balance) => {
    const size = balance.amount < 0n ? -balance.amount : balance.amount
    return group(
      'Stmt',
      leaf('Id', `${messageId}-${balance.currency}`),
      created,
      group('Acct', group('Id', group('Othr', leaf('Id', ACCOUNT))), leaf('Ccy', balance.currency)),
      group(
        'Bal',
        group('Tp', group('CdOrPrtry', leaf('Cd', 'CLBD'))),
        leaf('Amt', toDecimal(size, balance.currency, 'Stmt/Bal/Amt'), { Ccy: balance.currency }),
        leaf('CdtDbtInd', balance.amount < 0n ? 'DBIT' : 'CRDT'),
        group('Dt', leaf('Dt', day(balance.date, 'Stmt/Bal/Dt/Dt'))),
      ),
      ...statement.entries.filter((entry) => entry.currency === balance.currency).map(writeEntry),
    )
  })
  return documentOf(NAMESPACE, group(MESSAGE, group('GrpHdr', leaf('MsgId', messageId), created), ...byCurrency))
}

function expectText(element: XmlElement, expected: string): void {
  if (textOf(element) !== expected) throw new MalformedMessage(element.path, `must be ${expected}`)
}

function readBalance(element: XmlElement, code: string): StatementBalance {
  const children = new Children(element)
  expectText(only(children.one('Tp'), 'CdOrPrtry', 'Cd'), 'CLBD')
  const money = children.one('Amt')
  const indicator = children.one('CdtDbtInd')
  const date = only(children.one('Dt'), 'Dt')
  children.end()
  const { amount, currency: found } = amountOf(money)
  if (found !== code) throw new MalformedMessage(money.path, `is in ${found}, its account in ${code}`)
  const side = textOf(indicator)
  if (side !== 'CRDT' && side !== 'DBIT') throw new MalformedMessage(indicator.path, 'must be CRDT or DBIT')
  return { currency: code, amount: side === 'DBIT' ? -amount : amount, date: day(textOf(date), date.path) }
}

function readEntry(element: XmlElement, code: string): StatementEntry {
  const children = new Children(element)
  const reference = children.one('NtryRef')
  const money = children.one('Amt')
  const indicator = children.one('CdtDbtInd')
  expectText(only(children.one('Sts'), 'Cd'), 'BOOK')
  const booked = only(children.one('BookgDt'), 'Dt')
  expectText(only(children.one('ValDt'), 'Dt'), textOf(booked))
  const domain = new Children(only(children.one('BkTxCd'), 'Domn'))
  const details = new Children(only(children.one('NtryDtls'), 'TxDtls'))
  children.end()

  const kind = textOf(indicator) === 'DBIT' ? 'paid' : 'returned'
  expectText(indicator, INDICATOR[kind])
  expectText(domain.one('Cd'), 'PMNT')
  const family = new Children(domain.one('Fmly'))
  domain.end()
  expectText(family.one('Cd'), 'ICDT')
  expectText(family.one('SubFmlyCd'), SUB_FAMILY[kind])
  family.end()

  const id = only(details.one('Refs'), 'EndToEndId')
  const returned = kind === 'returned' ? only(details.one('RtrInf'), 'Rsn', 'Cd') : undefined
  details.end()
  const { amount, currency: found } = amountOf(money)
  if (found !== code) throw new MalformedMessage(money.path, `is in ${found}, its account in ${code}`)
  const common = {
    sequence: count(textOf(reference), reference.path),
    endToEndId: identifier(textOf(id), id.path),
    amount: positive(amount, money.path),
    currency: code,
    bookingDate: day(textOf(booked), booked.path),
  }
  return returned
    ? { ...common, kind: 'returned', reason: reasonCode(textOf(returned), returned.path) }
    : { ...common, kind: 'paid' }
}

/**
 * Reads a camt.053.001.08 that is exactly of the subset that `writeCamt053` writes.
 * The entries of all currencies come back in one list, in the order of their sequence.
 * @throws MalformedMessage that names the element
 */
export function readCamt053(xml: string): AccountStatement {
  const message = new Children(openMessage(xml, NAMESPACE, MESSAGE))
  const header = new Children(message.one('GrpHdr'))
  const messageElement = header.one('MsgId')
  const createdElement = header.one('CreDtTm')
  header.end()
  const messageId = identifier(textOf(messageElement), messageElement.path, 31)
  const created = moment(textOf(createdElement), createdElement.path)

  const balances: StatementBalance[] = []
  const entries: StatementEntry[] = []
  for (const element of message.many('Stmt')) {
    const statement = new Children(element)
    const id = statement.one('Id')
    expectText(statement.one('CreDtTm'), created)
    const account = new Children(statement.one('Acct'))
    expectText(only(account.one('Id'), 'Othr', 'Id'), ACCOUNT)
    const codeElement = account.one('Ccy')
    account.end()
    const code = currency(textOf(codeElement), codeElement.path)
    expectText(id, `${messageId}-${code}`)
    balances.push(readBalance(statement.one('Bal'), code))
    const read = statement.many('Ntry').map((entry) => readEntry(entry, code))
    statement.end()
    read.forEach((entry, index) => {
      const before = read[index - 1]
      if (before && before.sequence > entry.sequence)
        throw new MalformedMessage(`${element.path}/Ntry/NtryRef`, 'is out of order')
    })
    entries.push(...read)
  }
  message.end()
  entries.sort((one, other) => one.sequence - other.sequence)
  return check({ messageId, created, balances, entries })
}
