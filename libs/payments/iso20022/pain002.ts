import { identifier, moment, openMessage, reasonCode } from './values'
import { Children, MalformedMessage, only, textOf, type XmlElement } from './xml-reader'
import { documentOf, group, leaf } from './xml-writer'

/** ACCP accepted, ACSC settled, PDNG not decided yet, RJCT refused with a reason. */
export type StatusCode = 'ACCP' | 'ACSC' | 'PDNG' | 'RJCT'

/** What the paymaster says about one instruction. A reason stands with RJCT and only there. */
export type InstructionStatus =
  | { readonly endToEndId: string; readonly status: 'ACCP' | 'ACSC' | 'PDNG' }
  | { readonly endToEndId: string; readonly status: 'RJCT'; readonly reason: string }

/** The paymaster's answer about a batch, or about one instruction of it. */
export interface StatusReport {
  readonly messageId: string
  readonly created: string
  readonly originalMessageId: string
  readonly statuses: readonly InstructionStatus[]
}

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10'
const MESSAGE = 'CstmrPmtStsRpt'
const ORIGINAL = 'pain.001.001.09'
const WITHOUT_REASON: readonly string[] = ['ACCP', 'ACSC', 'PDNG']

/** The key is taken by another instruction, which may well have been paid. Never a reason to send n + 1: it is a fault of ours. */
export const KEY_TAKEN = 'DU03'

/**
 * True when the instruction was refused for good and paid nothing, so that instruction n + 1 may exist.
 * A key that is taken (DU03) is no such answer: under that key something else may have been paid.
 */
export function isFinalRefusal(status: InstructionStatus): boolean {
  return status.status === 'RJCT' && status.reason !== KEY_TAKEN
}

function writeStatus(status: InstructionStatus): string {
  const at = 'TxInfAndSts'
  const reasons =
    status.status === 'RJCT'
      ? [group('StsRsnInf', group('Rsn', leaf('Cd', reasonCode(status.reason, `${at}/StsRsnInf/Rsn/Cd`))))]
      : []
  if (status.status !== 'RJCT' && !WITHOUT_REASON.includes(status.status)) {
    throw new MalformedMessage(`${at}/TxSts`, `is not a known status: ${JSON.stringify(status.status)}`)
  }
  return group(
    at,
    leaf('OrgnlEndToEndId', identifier(status.endToEndId, `${at}/OrgnlEndToEndId`)),
    leaf('TxSts', status.status),
    ...reasons,
  )
}

function refuseRepeats(statuses: readonly InstructionStatus[]): void {
  const at = 'OrgnlPmtInfAndSts/TxInfAndSts'
  if (statuses.length === 0) throw new MalformedMessage(at, 'is missing: a report has at least one status')
  const seen = new Set<string>()
  for (const { endToEndId } of statuses) {
    if (seen.has(endToEndId)) throw new MalformedMessage(`${at}/OrgnlEndToEndId`, `stands twice in the report: ${endToEndId}`)
    seen.add(endToEndId)
  }
}

/**
 * A report as pain.002.001.10 (customer payment status report).
 * @throws MalformedMessage what the reader would refuse
 */
export function writePain002(report: StatusReport): string {
  refuseRepeats(report.statuses)
  const original = identifier(report.originalMessageId, 'OrgnlGrpInfAndSts/OrgnlMsgId')
  return documentOf(
    NAMESPACE,
    group(
      MESSAGE,
      group(
        'GrpHdr',
        leaf('MsgId', identifier(report.messageId, 'GrpHdr/MsgId')),
        leaf('CreDtTm', moment(report.created, 'GrpHdr/CreDtTm')),
      ),
      group('OrgnlGrpInfAndSts', leaf('OrgnlMsgId', original), leaf('OrgnlMsgNmId', ORIGINAL)),
      group('OrgnlPmtInfAndSts', leaf('OrgnlPmtInfId', original), ...report.statuses.map(writeStatus)),
    ),
  )
}

function readStatus(element: XmlElement): InstructionStatus {
  const children = new Children(element)
  const id = children.one('OrgnlEndToEndId')
  const status = children.one('TxSts')
  const reason = children.maybe('StsRsnInf')
  children.end()
  const endToEndId = identifier(textOf(id), id.path)
  const code = textOf(status)
  if (code === 'RJCT') {
    if (!reason) throw new MalformedMessage(`${element.path}/StsRsnInf`, 'is missing: a refusal has a reason')
    const given = only(reason, 'Rsn', 'Cd')
    return { endToEndId, status: 'RJCT', reason: reasonCode(textOf(given), given.path) }
  }
  if (!WITHOUT_REASON.includes(code)) throw new MalformedMessage(status.path, `is not a known status: ${JSON.stringify(code)}`)
  if (reason) throw new MalformedMessage(reason.path, `is not expected with ${code}`)
  return { endToEndId, status: code as 'ACCP' | 'ACSC' | 'PDNG' }
}

/**
 * Reads a pain.002.001.10 that is exactly of the subset that `writePain002` writes.
 * @throws MalformedMessage that names the element
 */
export function readPain002(xml: string): StatusReport {
  const message = new Children(openMessage(xml, NAMESPACE, MESSAGE))
  const header = new Children(message.one('GrpHdr'))
  const original = new Children(message.one('OrgnlGrpInfAndSts'))
  const payment = new Children(message.one('OrgnlPmtInfAndSts'))
  message.end()

  const messageId = header.one('MsgId')
  const created = header.one('CreDtTm')
  header.end()
  const originalId = original.one('OrgnlMsgId')
  const originalName = original.one('OrgnlMsgNmId')
  original.end()
  if (textOf(originalName) !== ORIGINAL) throw new MalformedMessage(originalName.path, `must be ${ORIGINAL}`)
  const paymentId = payment.one('OrgnlPmtInfId')
  if (textOf(paymentId) !== textOf(originalId)) throw new MalformedMessage(paymentId.path, 'is not that of the original message')
  const statuses = payment.many('TxInfAndSts').map(readStatus)
  payment.end()
  refuseRepeats(statuses)
  return {
    messageId: identifier(textOf(messageId), messageId.path),
    created: moment(textOf(created), created.path),
    originalMessageId: identifier(textOf(originalId), originalId.path),
    statuses,
  }
}
