import { contactRoutes } from './contact-routes.ts';
import { customerRoutes } from './customer-routes.ts';
import { locationRoutes } from './location-routes.ts';
import { orderRoutes } from './order-routes.ts';
import type { Handler, Routes } from './route.ts';
import { serviceRoutes } from './service-routes.ts';
import { ticketRoutes } from './ticket-routes.ts';

const routes: Routes = {
  ...customerRoutes,
  ...contactRoutes,
  ...locationRoutes,
  ...serviceRoutes,
  ...ticketRoutes,
  ...orderRoutes,
};

/** A route that fits a request. */
export interface FoundRoute {
  /** `post /customers/{id}/phones`. */
  readonly name: string;
  readonly run: Handler;
  /** The parts of the path that stand where ids do, as they came. */
  readonly ids: readonly string[];
  /** What the path's last word names: customers, phones, tickets … */
  readonly resource: string;
}

const table = Object.entries(routes).map(([name, run]) => {
  const [verb = '', path = ''] = name.split(' ');
  const words = path.slice(1).split('/');
  const resource = words.filter((word) => word !== '{id}').at(-1) ?? '';
  // Literal words are tried before ids: /employees/tracking is no employee.
  return { name, run, verb, words, resource, literals: words.filter((word) => word !== '{id}') };
});
table.sort((left, right) => right.literals.length - left.literals.length);

/** The route of a request; a slash at the end is forgiven. `words` are decoded. */
export function findRoute(verb: string, words: readonly string[]): FoundRoute | undefined {
  for (const { name, run, verb: known, words: pattern, resource } of table) {
    if (known !== verb.toLowerCase() || pattern.length !== words.length) continue;
    if (!pattern.every((word, index) => word === '{id}' || word === words[index])) continue;
    const ids = words.filter((_word, index) => pattern[index] === '{id}');
    return { name, run, ids, resource };
  }
  return undefined;
}
