import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

/**
 * A component that is fetched when it is first drawn: what nobody has asked for yet weighs nothing on the first screen.
 * @example const Palette = later(() => import('./palette'), 'Palette')
 */
export function later<Name extends string, Props extends object>(
  load: () => Promise<{ [key in Name]: ComponentType<Props> }>,
  name: Name,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => ({ default: (await load())[name] }))
}
