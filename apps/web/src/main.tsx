import '@mantine/core/styles.css'
import '@fontsource-variable/inter/index.css'
import '@fontsource/noto-sans-myanmar/myanmar-400.css'
import '@fontsource/noto-sans-myanmar/myanmar-700.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/content.css'
import './styles/case.css'
import './styles/case-story.css'
import './styles/acts.css'
import './styles/frame.css'
import './styles/planning.css'
import './styles/access.css'
import './styles/review.css'
import './styles/print.css'
import './styles/worklist.css'
import './styles/money.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startTexts, TextsProvider } from './i18n'
import { client } from './query-client'
import { router } from './router'
import { theme } from './theme'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root to put the screens into.')

/** What the server's content security policy knows our style elements by; there is none while Vite serves the screens. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

await startTexts()

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <TextsProvider>
          <RouterProvider router={router} />
        </TextsProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
