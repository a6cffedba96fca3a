import { SetMetadata } from '@nestjs/common'
import type { Role } from './roles'

/** Who may call a route: anybody, every account, or accounts that hold one of the roles. */
export type RouteAccess = 'public' | 'any_account' | readonly Role[]

export const routeAccess = 'passage:route_access'

/** Lets accounts call the route that hold one of these roles. */
export const Roles = (...allowed: [Role, ...Role[]]) => SetMetadata(routeAccess, allowed satisfies RouteAccess)

/** Lets every account call the route, whatever its roles; the policy still decides which fields it sees. */
export const AnyAccount = () => SetMetadata(routeAccess, 'any_account' satisfies RouteAccess)

/** Lets everybody call the route, also without a session: login, health, the clock of the login page. */
export const Public = () => SetMetadata(routeAccess, 'public' satisfies RouteAccess)

export const whileViewing = 'passage:while_viewing'

/** Lets the route be called also while a trainer views as a role, although it is no reading one: ending the view, logging out. */
export const WhileViewing = () => SetMetadata(whileViewing, true)
