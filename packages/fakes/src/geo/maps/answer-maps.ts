import { pageAnswer, type HttpAnswer } from '../../net/http-answer.ts';
import type { GeoWorld } from '../geo-world.ts';
import { findShortLink, type ShortLink } from './short-links.ts';

/** The code in `/{code}` of maps.app.goo.gl and `/maps/{code}` of goo.gl; undefined for neither. */
export function codeOf(path: string): string | undefined {
  return /^(?:\/maps)?\/([A-Za-z0-9_-]+)\/?$/.exec(path)?.[1];
}

/** The link that a path names. */
export function findLink(world: GeoWorld, path: string): ShortLink | undefined {
  const code = codeOf(path);
  if (code === undefined) return undefined;
  return world.addedLinks.get(code) ?? findShortLink(code);
}

/** A redirect to the long address, whose host is a real one: nothing here plays Google Maps. */
export function answerMaps(world: GeoWorld, path: string): HttpAnswer {
  const link = findLink(world, path);
  if (!link) return pageAnswer(404, 'Not Found');
  // The older host answers with 301.
  const status = link.status === 302 && path.startsWith('/maps/') ? 301 : link.status;
  const page = pageAnswer(status, titles[status] ?? 'Google Maps');
  if (link.location === undefined) return page;
  return { ...page, headers: { ...page.headers, location: link.location } };
}

const titles: Readonly<Record<number, string>> = {
  301: '301 Moved',
  302: '302 Moved',
  404: 'Not Found',
};
