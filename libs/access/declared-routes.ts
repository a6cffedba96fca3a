import { Injectable, type OnApplicationBootstrap } from '@nestjs/common'
import { DiscoveryService, MetadataScanner } from '@nestjs/core'
import { routeAccess } from './route-access'

/** Nest's mark on a handler that has a route. */
const path = 'path'

/** Refuses to start a process in which a route says not who may call it. */
@Injectable()
export class DeclaredRoutes implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** @throws Error that lists the routes that declare neither Roles, Public nor AnyAccount */
  onApplicationBootstrap(): void {
    const undeclared = this.discovery.getControllers().flatMap(({ metatype }) => (metatype ? this.undeclaredOf(metatype) : []))
    if (undeclared.length > 0) {
      throw new Error(`These routes declare neither @Roles, @Public nor @AnyAccount: ${undeclared.join(', ')}`)
    }
  }

  private undeclaredOf(controller: { readonly name: string; readonly prototype?: unknown } | Function): string[] {
    if (Reflect.hasMetadata(routeAccess, controller)) return []
    const prototype = (controller as { prototype: Record<string, object> }).prototype
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(path, prototype[name]!) && !Reflect.hasMetadata(routeAccess, prototype[name]!))
      .map((name) => `${controller.name}.${name}`)
  }
}
