import { Alert, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { isRedacted, plain } from '../../../api/types'
import { useTexts } from '../../../i18n'
import { formatDate } from '../../../i18n/format'
import { Loaded, Page } from '../../../ui/page'
import { Guard } from '../../shell/guard'
import { caseQuery, codesQuery, type Code } from '../case-data'
import { useBothLanguages, type FixedTexts } from './both-languages'
import { CodeQr } from './code-qr'

export function CardPage() {
  return (
    <Guard area="cases">
      <CardScreen />
    </Guard>
  )
}

/** The card of a registration code, as it looks on paper; or why this viewer has none to print. */
function CardScreen() {
  const { t } = useTexts()
  const { caseId, codeId } = useParams({ from: '/shell/cases/$caseId/card/$codeId' })
  const file = useQuery(caseQuery(caseId))
  const codes = useQuery(codesQuery(caseId))
  const code = codes.data?.find(({ id }) => id === codeId)
  const readable = code !== undefined && !isRedacted(code.code)
  return (
    <Page
      title={t('card.title')}
      lead={
        <Link to="/cases/$caseId" params={{ caseId }} search={{ tab: 'code' }} className="no-print">
          {t('card.back', { reference: file.data?.reference ?? '' })}
        </Link>
      }
      actions={
        readable && (
          <Button className="no-print" onClick={() => window.print()}>
            {t('card.print')}
          </Button>
        )
      }
    >
      <Loaded query={codes}>{() => (code ? <Sides code={code} /> : <p>{t('card.missing')}</p>)}</Loaded>
    </Page>
  )
}

function Sides({ code }: { code: Code }) {
  const { t, word } = useTexts()
  const both = useBothLanguages()
  if (isRedacted(code.code))
    return (
      <Alert color="gray" variant="light" title={t('card.covered')}>
        {t('card.covered_why')}
      </Alert>
    )
  if (!both) return null
  const state = plain(code.state)
  return (
    <>
      {state !== 'active' && (
        <Alert color="yellow" variant="light" title={t('card.not_active', { state: word('state', `code.${state}`) })}>
          {t('card.not_active_why')}
        </Alert>
      )}
      <p className="no-print faint">{t('card.how')}</p>
      <div className="card-sides">
        {both.map((texts) => (
          <Side key={texts.language} code={code} text={String(code.code)} texts={texts} />
        ))}
      </div>
    </>
  )
}

/** One side of the card, in one language. It names nobody: the code stands for the person. */
function Side({ code, text, texts }: { code: Code; text: string; texts: FixedTexts }) {
  const { t, word, language } = texts
  const issuedOn = plain(code.issuedOn)
  return (
    <article className="code-card" lang={language} aria-label={t('card.title')}>
      <header>
        <strong>{t('card.programme')}</strong>
        <span>{word('code_kind', plain(code.kind) ?? 'cdm')}</span>
      </header>
      <div className="code-card-body">
        <dl>
          <dt>{t('card.code')}</dt>
          <dd className="code-card-code">{text}</dd>
          <dt>{t('card.issued')}</dt>
          <dd>{issuedOn ? formatDate(issuedOn, language) : '–'}</dd>
        </dl>
        <CodeQr code={text} label={t('card.qr')} />
      </div>
      <footer>{t('card.synthetic')}</footer>
    </article>
  )
}
