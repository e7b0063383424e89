import { DEFAULT_ACCOUNT, type Source } from './sources.ts';

const ROOT = '/webhook';

export interface PathOptions {
  readonly sources: readonly Source[];
  /** Path of PUBLIC_URL without its closing slash: '' or '/ponte'. */
  readonly prefix: string;
}

/** Every path at which a configured source is expected, without query and closing slash. */
export function mapPaths({ sources, prefix }: PathOptions): ReadonlyMap<string, Source> {
  const byPath = new Map<string, Source>();
  for (const source of sources) {
    const { vendor, account, aliases } = source;
    const isDefault = account === DEFAULT_ACCOUNT;
    const tails = [`${vendor}/${account}`, ...(isDefault ? [vendor] : []), ...aliases];
    for (const tail of tails) {
      for (const root of new Set([ROOT, prefix + ROOT])) byPath.set(`${root}/${tail}`, source);
    }
  }
  return byPath;
}

/** The path without query and closing slash. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** True for every address below /webhook, whether a source is there or not. */
export function isWebhookPath(url: string, prefix: string): boolean {
  const path = pathOf(url);
  return [ROOT, prefix + ROOT].some((root) => path === root || path.startsWith(`${root}/`));
}
