import { Injectable, type OnApplicationBootstrap } from '@nestjs/common'
import { DiscoveryService, MetadataScanner } from '@nestjs/core'
import { roles } from './roles'
import { routeAccess, type RouteAccess } from './route-access'

/** Nest's mark on a handler that has a route. */
const path = 'path'

/** Refuses to start a process in which a route says not who may call it, or names a role that there is not. */
@Injectable()
export class DeclaredRoutes implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** @throws Error that lists the routes that declare neither Roles, Public nor AnyAccount, or an unknown role */
  onApplicationBootstrap(): void {
    const routes = this.discovery.getControllers().flatMap(({ metatype }) => (metatype ? this.routesOf(metatype) : []))
    const undeclared = routes.filter(({ access }) => access === undefined).map(({ name }) => name)
    if (undeclared.length > 0) {
      throw new Error(`These routes declare neither @Roles, @Public nor @AnyAccount: ${undeclared.join(', ')}`)
    }
    const unknown = routes.filter(({ access }) => Array.isArray(access) && !access.every((role) => roles.includes(role)))
    if (unknown.length > 0)
      throw new Error(`These routes name a role that there is not: ${unknown.map(({ name }) => name).join(', ')}`)
  }

  private routesOf(controller: { readonly name: string; readonly prototype?: unknown } | Function): Route[] {
    const ofAll = Reflect.getMetadata(routeAccess, controller) as RouteAccess | undefined
    const prototype = (controller as { prototype: Record<string, object> }).prototype
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(path, prototype[name]!))
      .map((name) => ({
        name: `${controller.name}.${name}`,
        access: (Reflect.getMetadata(routeAccess, prototype[name]!) as RouteAccess | undefined) ?? ofAll,
      }))
  }
}

interface Route {
  readonly name: string
  readonly access: RouteAccess | undefined
}
