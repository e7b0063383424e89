import { posix } from 'node:path';

/** A mapping of YAML in block style, as pnpm writes its lockfile: names to texts or further mappings. */
interface Block {
  readonly [name: string]: Block | string | undefined;
}

/**
 * Every package that an install of these workspace folders brings without development dependencies, by
 * name, as the text of pnpm-lock.yaml says. Packages of ours are named by their folder.
 */
export function listShippedPackages(lockfile: string, folders: readonly string[]): string[] {
  const { importers, snapshots } = readBlocks(lockfile);
  const seen = new Set<string>();
  const waiting: { isOurs: boolean; key: string }[] = folders.map((key) => ({ isOurs: true, key }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { isOurs, key } = next;
    if (seen.has(key)) continue;
    seen.add(key);
    const entry = blockOf(isOurs ? importers : snapshots, key);
    if (entry === undefined) throw new Error(`pnpm-lock.yaml says nothing about ${key}.`);
    for (const [name, wanted] of dependenciesOf(entry)) waiting.push(locate(key, name, wanted));
  }
  return [...seen].map((key) => key.replace(/(?<=.)@[^@(]+(?:\(.*)?$/, '')).sort();
}

function dependenciesOf(entry: Block): [string, string][] {
  const all = { ...blockOf(entry, 'dependencies'), ...blockOf(entry, 'optionalDependencies') };
  return Object.entries(all).flatMap(([name, wanted]) => {
    const version = typeof wanted === 'object' ? wanted['version'] : wanted;
    return typeof version === 'string' ? [[name, version]] : [];
  });
}

/** `link:../../packages/db` is a folder of ours, `npm-name@1.2.3` another package, `1.2.3` the one named. */
function locate(from: string, name: string, version: string): { isOurs: boolean; key: string } {
  if (version.startsWith('link:')) {
    return { isOurs: true, key: posix.join(from, version.slice('link:'.length)) };
  }
  return { isOurs: false, key: /^@?[a-z][^@]*@/.test(version) ? version : `${name}@${version}` };
}

function blockOf(block: Block | string | undefined, name: string): Block | undefined {
  if (typeof block !== 'object') return undefined;
  const found = block[name];
  return typeof found === 'object' ? found : undefined;
}

const LINE = /^(?<indent> *)(?<name>'[^']+'|[^\s'][^:]*?):(?: (?<value>.+))?$/;

/** Reads mappings by their indentation; lists, comments and everything else in the file are left out. */
function readBlocks(text: string): Block {
  const root: Record<string, Block | string> = {};
  const open: { indent: number; block: Record<string, Block | string> }[] = [
    { indent: -1, block: root },
  ];
  for (const line of text.split('\n')) {
    const { indent = '', name, value } = LINE.exec(line)?.groups ?? {};
    if (name === undefined) continue;
    while ((open.at(-1)?.indent ?? -1) >= indent.length) open.pop();
    const isBlock = value === undefined || value === '{}';
    const block: Record<string, Block | string> = {};
    const parent = open.at(-1)?.block ?? root;
    parent[unquote(name)] = isBlock ? block : unquote(value);
    if (isBlock) open.push({ indent: indent.length, block });
  }
  return root;
}

function unquote(text: string): string {
  return text.replace(/^'(.*)'$/, '$1');
}
