import {
  accountOf,
  amountOf,
  count,
  currency,
  day,
  fromDecimal,
  identifier,
  moment,
  nameText,
  openMessage,
  payeeName,
  positive,
  toDecimal,
} from './values'
import { Children, MalformedMessage, only, textOf, type XmlElement } from './xml-reader'
import { documentOf, group, leaf } from './xml-writer'

/** One amount to one payee. `endToEndId` is the instruction's key, `(payment, n)`: it never depends on a process or a try. */
export interface BatchInstruction {
  readonly endToEndId: string
  readonly amount: bigint
  readonly currency: string
  /** A synthetic reference, "PAYEE 4F2A90C1"; a person's name never leaves the house. */
  readonly creditorName: string
  /** A fictional wallet, at most 34 characters. */
  readonly creditorAccount: string
}

/** What is sent to the paymaster at once: instructions of one currency for one day. */
export interface InstructionBatch {
  readonly messageId: string
  readonly created: string
  readonly debtorName: string
  readonly requestedExecutionDate: string
  readonly currency: string
  readonly instructions: readonly BatchInstruction[]
}

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'
const MESSAGE = 'CstmrCdtTrfInitn'
/** The programme's one account with the paymaster, in the batch's currency. */
const DEBTOR_ACCOUNT = 'PASSAGE'
const DEBTOR_AGENT = 'PAYMASTER'

/**
 * The instruction's key for the n-th instruction of a payment: the payment's UUID without dashes, and n.
 * Ninety-nine is the end: ISO gives an end-to-end id 35 characters.
 */
export function instructionKey(paymentId: string, n: number): string {
  const hex = paymentId.replaceAll('-', '').toLowerCase()
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new Error('an instruction key needs the UUID of its payment')
  if (!Number.isInteger(n) || n < 1 || n > 99) throw new Error(`an instruction's number must lie between 1 and 99, not ${n}`)
  return `${hex}-${n}`
}

/** The name under which the paymaster knows a payee: a synthetic reference from the payee's UUID. */
export function payeeReference(payeeId: string): string {
  return payeeName(`PAYEE ${payeeId.replaceAll('-', '').slice(0, 16).toUpperCase()}`, 'Cdtr/Nm')
}

function refuseRepeats(instructions: readonly BatchInstruction[], at: string): void {
  if (instructions.length === 0)
    throw new MalformedMessage(`${at}/CdtTrfTxInf`, 'is missing: a batch has at least one instruction')
  const seen = new Set<string>()
  for (const { endToEndId } of instructions) {
    if (seen.has(endToEndId))
      throw new MalformedMessage(`${at}/CdtTrfTxInf/PmtId/EndToEndId`, `stands twice in the batch: ${endToEndId}`)
    seen.add(endToEndId)
  }
}

function sumOf(instructions: readonly BatchInstruction[]): bigint {
  return instructions.reduce((sum, { amount }) => sum + amount, 0n)
}

function writeInstruction(instruction: BatchInstruction, batchCurrency: string): string {
  if (instruction.currency !== batchCurrency) {
    throw new MalformedMessage('CdtTrfTxInf/Amt/InstdAmt', `is in ${instruction.currency}, its batch in ${batchCurrency}`)
  }
  const amount = positive(instruction.amount, 'CdtTrfTxInf/Amt/InstdAmt')
  return group(
    'CdtTrfTxInf',
    group('PmtId', leaf('EndToEndId', identifier(instruction.endToEndId, 'CdtTrfTxInf/PmtId/EndToEndId'))),
    group('Amt', leaf('InstdAmt', toDecimal(amount, batchCurrency, 'CdtTrfTxInf/Amt/InstdAmt'), { Ccy: batchCurrency })),
    group('Cdtr', leaf('Nm', payeeName(instruction.creditorName, 'CdtTrfTxInf/Cdtr/Nm'))),
    group(
      'CdtrAcct',
      group('Id', group('Othr', leaf('Id', identifier(instruction.creditorAccount, 'CdtTrfTxInf/CdtrAcct/Id/Othr/Id', 34)))),
    ),
  )
}

/**
 * A batch as pain.001.001.09 (customer credit transfer initiation).
 * @throws MalformedMessage what the reader would refuse
 */
export function writePain001(batch: InstructionBatch): string {
  refuseRepeats(batch.instructions, 'PmtInf')
  const messageId = identifier(batch.messageId, 'GrpHdr/MsgId')
  const debtor = nameText(batch.debtorName, 'PmtInf/Dbtr/Nm')
  const instructions = batch.instructions.map((instruction) => writeInstruction(instruction, batch.currency))
  const totals =
    leaf('NbOfTxs', String(batch.instructions.length)) +
    leaf('CtrlSum', toDecimal(sumOf(batch.instructions), batch.currency, 'GrpHdr/CtrlSum'))
  return documentOf(
    NAMESPACE,
    group(
      MESSAGE,
      group(
        'GrpHdr',
        leaf('MsgId', messageId),
        leaf('CreDtTm', moment(batch.created, 'GrpHdr/CreDtTm')),
        totals,
        group('InitgPty', leaf('Nm', debtor)),
      ),
      group(
        'PmtInf',
        leaf('PmtInfId', messageId),
        leaf('PmtMtd', 'TRF'),
        totals,
        group('ReqdExctnDt', leaf('Dt', day(batch.requestedExecutionDate, 'PmtInf/ReqdExctnDt/Dt'))),
        group('Dbtr', leaf('Nm', debtor)),
        group('DbtrAcct', group('Id', group('Othr', leaf('Id', DEBTOR_ACCOUNT))), leaf('Ccy', batch.currency)),
        group('DbtrAgt', group('FinInstnId', group('Othr', leaf('Id', DEBTOR_AGENT)))),
        ...instructions,
      ),
    ),
  )
}

function readInstruction(element: XmlElement, batchCurrency: string): BatchInstruction {
  const children = new Children(element)
  const id = only(children.one('PmtId'), 'EndToEndId')
  const money = only(children.one('Amt'), 'InstdAmt')
  const creditor = only(children.one('Cdtr'), 'Nm')
  const account = children.one('CdtrAcct')
  children.end()
  const instructed = amountOf(money)
  if (instructed.currency !== batchCurrency) {
    throw new MalformedMessage(money.path, `is in ${instructed.currency}, its batch in ${batchCurrency}`)
  }
  return {
    endToEndId: identifier(textOf(id), id.path),
    amount: positive(instructed.amount, money.path),
    currency: instructed.currency,
    creditorName: payeeName(textOf(creditor), creditor.path),
    creditorAccount: accountOf(account),
  }
}

/** The totals that a header states must be those of what follows: a message cut short or put together wrongly is not paid. */
function checkTotals(
  number: XmlElement,
  sum: XmlElement,
  batchCurrency: string,
  instructions: readonly BatchInstruction[],
): void {
  const stated = count(textOf(number), number.path)
  if (stated !== instructions.length) {
    throw new MalformedMessage(number.path, `says ${stated}, but the batch has ${instructions.length}`)
  }
  if (fromDecimal(textOf(sum), batchCurrency, sum.path) !== sumOf(instructions)) {
    throw new MalformedMessage(sum.path, 'is not the sum of the instructions')
  }
}

function expectText(element: XmlElement, expected: string): void {
  if (textOf(element) !== expected) throw new MalformedMessage(element.path, `must be ${expected}`)
}

/**
 * Reads a pain.001.001.09 that is exactly of the subset that `writePain001` writes.
 * @throws MalformedMessage that names the element
 */
export function readPain001(xml: string): InstructionBatch {
  const message = new Children(openMessage(xml, NAMESPACE, MESSAGE))
  const header = new Children(message.one('GrpHdr'))
  const payment = new Children(message.one('PmtInf'))
  message.end()

  const messageId = header.one('MsgId')
  const created = header.one('CreDtTm')
  const headerTotals = [header.one('NbOfTxs'), header.one('CtrlSum')] as const
  const initiator = only(header.one('InitgPty'), 'Nm')
  header.end()

  expectText(payment.one('PmtInfId'), textOf(messageId))
  expectText(payment.one('PmtMtd'), 'TRF')
  const paymentTotals = [payment.one('NbOfTxs'), payment.one('CtrlSum')] as const
  const executionDate = only(payment.one('ReqdExctnDt'), 'Dt')
  const debtor = only(payment.one('Dbtr'), 'Nm')
  const account = new Children(payment.one('DbtrAcct'))
  expectText(only(account.one('Id'), 'Othr', 'Id'), DEBTOR_ACCOUNT)
  const accountCurrency = account.one('Ccy')
  account.end()
  expectText(only(payment.one('DbtrAgt'), 'FinInstnId', 'Othr', 'Id'), DEBTOR_AGENT)
  const code = currency(textOf(accountCurrency), accountCurrency.path)
  const instructions = payment.many('CdtTrfTxInf').map((element) => readInstruction(element, code))
  payment.end()

  refuseRepeats(instructions, 'PmtInf')
  checkTotals(...headerTotals, code, instructions)
  checkTotals(...paymentTotals, code, instructions)
  expectText(initiator, textOf(debtor))
  return {
    messageId: identifier(textOf(messageId), messageId.path),
    created: moment(textOf(created), created.path),
    debtorName: nameText(textOf(debtor), debtor.path),
    requestedExecutionDate: day(textOf(executionDate), executionDate.path),
    currency: code,
    instructions,
  }
}
