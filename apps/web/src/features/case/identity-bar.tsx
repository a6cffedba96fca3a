import { Group, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { plain, type CaseFile } from '../../api/types'
import { useTexts } from '../../i18n'
import { DateText, Show, StateTag, Word } from '../../ui/values'

/** Whose case this is, on every tab and at every scroll. */
export function IdentityBar({ file }: { file: CaseFile }) {
  const { t } = useTexts()
  return (
    <div className="identity">
      <Group gap="md" align="center">
        <Title order={1} size="h2" id="page-title" tabIndex={-1}>
          {file.reference}
        </Title>
        <StateTag kind="case" state={file.state} />
        <span className="wide-only faint" style={{ flex: 1 }} />
        <Link to="/cases" className="wide-only">
          {t('case.back')}
        </Link>
      </Group>
      <dl className="identity-facts">
        <div>
          <dt>{t('case.holder')}</dt>
          <dd>
            <Show value={file.holder}>{(who) => plain(who)?.displayName}</Show>
          </dd>
        </div>
        <div>
          <dt>{t('case.service')}</dt>
          <dd>
            <Word group="service" code={file.service} />
          </dd>
        </div>
        <div>
          <dt>{t('case.pathway')}</dt>
          <dd>
            <Word group="pathway" code={file.pathway} />
          </dd>
        </div>
        <div className="wide-only">
          <dt>{t('case.channel')}</dt>
          <dd>
            <Word group="channel" code={file.channel} />
          </dd>
        </div>
        <div className="wide-only">
          <dt>{t('case.opened')}</dt>
          <dd>
            <DateText value={file.openedOn} />
          </dd>
        </div>
      </dl>
    </div>
  )
}
