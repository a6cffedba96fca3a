import type { Visitor } from './browser.support'

/** A case as far as its pages need it. */
export interface MadeCase {
  readonly id: string
  readonly path: string
}

/**
 * Casework at the API, to bring a case to where a screen is looked at. The requests go beside the page, with cookies of their own visitor,
 * who stands for one account after the other.
 */
export class Casework {
  private constructor(
    private readonly visitor: Visitor,
    private readonly base: string,
  ) {}

  static async of(visitor: Visitor): Promise<Casework> {
    await visitor.logInAs('intake')
    return new Casework(visitor, new URL(visitor.page.url()).origin)
  }

  /** @throws Error with the server's own words where it refuses */
  async post<T extends object>(username: string, path: string, body: object): Promise<T> {
    const session = await this.visitor.page.request.post(`${this.base}/api/v1/session`, {
      data: { username, password: `demo-${username}` },
    })
    const { csrfToken } = (await session.json()) as { csrfToken: string }
    const answer = await this.visitor.page.request.post(`${this.base}/api/v1${path}`, {
      data: body,
      headers: { 'X-CSRF-Token': csrfToken, 'Idempotency-Key': crypto.randomUUID() },
    })
    if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** What the account that acted last reads at an address. */
  async get<T>(path: string): Promise<T> {
    return (await (await this.visitor.page.request.get(`${this.base}/api/v1${path}`)).json()) as T
  }

  async contact(): Promise<MadeCase> {
    const applicant = { name: 'Aung Myo Htet', bornOn: '1995-03-04', needs: ['health'] }
    const body = { service: 'soldier', pathway: 'individual', channel: 'messenger', applicant }
    const { id } = await this.post<{ id: string }>('intake', '/cases', body)
    return { id, path: `/cases/${id}` }
  }

  /** Cleared, and without a code. */
  async vetted(): Promise<MadeCase> {
    const made = await this.contact()
    await this.post('vetting', `${made.path}/start-vetting`, {})
    const { plan } = await this.get<{ plan: { check: string }[] }>(`${made.path}/vetting`)
    for (const { check } of plan) await this.post('vetting', `${made.path}/checks`, { check, result: 'confirmed' })
    await this.post('vetting', `${made.path}/recommend`, { recommendation: 'clear' })
    await this.post('approver', `${made.path}/decision`, { decision: 'cleared' })
    return made
  }

  async registered(): Promise<MadeCase> {
    const made = await this.vetted()
    await this.post('registrar', `${made.path}/codes`, { kind: 'cdm' })
    return made
  }

  /** @returns the case, and where its household stays */
  async staying(today: string): Promise<MadeCase & { readonly placementId: string }> {
    const made = await this.registered()
    const sites = await this.get<{ items: { id: string }[] }>('/sites')
    const site = sites.items[0]!.id
    const { id } = await this.post<{ id: string }>('relocation', `${made.path}/placements`, { siteId: site, from: today })
    await this.post('relocation', `/placements/${id}/arrive`, { on: today })
    return { ...made, placementId: id }
  }
}
