import { importLaw, isOfPackage, packageOf } from './imports.ts';
import { testFiles, type Law } from './law.ts';

function doorOf(source: string, name: string): string | undefined {
  return isOfPackage(source, name) ? source.slice(name.length + 1) : undefined;
}

/** Who may import what from whom, inside the repository. */
export const arrows: readonly Law[] = [
  importLaw({ id: 'no-escape-from-a-package' }, ({ from, target, isRelative, source }) => {
    const home = packageOf(from);
    if (isRelative) {
      return home && packageOf(target) !== home
        ? 'A relative path must stay inside its package: import the neighbour by name, through its exports.'
        : undefined;
    }
    return /^@ponte\/[^/]+\/src\//.test(source) || /^(?:\/|file:)/.test(source)
      ? 'Import a neighbour through a door of its exports, never by the place of its file.'
      : undefined;
  }),
  importLaw(
    { id: 'api-takes-webhooks-only', files: ['apps/api/src/**', 'packages/environment/src/**'] },
    ({ source }) => {
      const door = doorOf(source, '@ponte/connectors');
      return door === undefined || /^(?:[^/]+\/(?:webhook|env)|env-slice)$/.test(door)
        ? undefined
        : 'Neither the api nor the environment calls a vendor: of connectors they take only <vendor>/webhook, <vendor>/env and env-slice.';
    },
  ),
  importLaw(
    { id: 'api-runs-no-jobs', files: ['apps/api/src/**', 'packages/operations/src/**'] },
    ({ source }) =>
      isOfPackage(source, '@ponte/jobs/runtime', '@ponte/worker')
        ? 'The api and the operator ring jobs and never run them: a job that runs here would call vendors outside the lease.'
        : undefined,
  ),
  importLaw(
    {
      id: 'integrations-take-models-only',
      files: ['packages/integrations/src/**'],
      ignores: testFiles,
    },
    ({ source, isTypeOnly }) => {
      const door = doorOf(source, '@ponte/connectors');
      return door === undefined || isTypeOnly || /^[^/]+\/(?:model|webhook)$/.test(door)
        ? undefined
        : 'An integration knows no HTTP: of connectors it takes values only from <vendor>/model and <vendor>/webhook, types from anywhere (import type).';
    },
  ),
  importLaw(
    { id: 'vendors-stay-apart', files: ['packages/connectors/src/*/**'] },
    ({ from, target }) => {
      const home = folderOf(from);
      const reached = folderOf(target.replace('@ponte/connectors/', 'packages/connectors/src/'));
      if (!home || !reached || reached === home || reached === 'http') return undefined;
      return home === 'http'
        ? `What serves every vendor must not know ${reached}.`
        : `The folder of ${home} must not know ${reached}: what both need belongs into connectors/src/http, what joins them into an integration.`;
    },
  ),
  importLaw({ id: 'fakes-stand-alone', files: ['packages/fakes/src/**'] }, ({ source, target }) =>
    isOfPackage(source, '@ponte') || (packageOf(target) ?? 'packages/fakes') !== 'packages/fakes'
      ? "A fake imports nothing of ours: sharing the connector's model would share its mistakes."
      : undefined,
  ),
  importLaw(
    { id: 'fakes-never-ship', ignores: [...testFiles, 'apps/demo/**', 'packages/servers/src/**'] },
    ({ source }) =>
      isOfPackage(source, '@ponte/fakes', '@ponte/servers')
        ? 'Fakes and test servers never ship: only tests and apps/demo may import them.'
        : undefined,
  ),
  importLaw({ id: 'sources-never-import-tests', ignores: testFiles }, ({ target }) =>
    /\.(?:test|suite)\.ts$|^apps\/[^/]+\/test\/|(?:^|\/)testing(?:\/|\.ts$|$)/.test(target)
      ? 'A source must not lean on a test: move what both need into a source of its own.'
      : undefined,
  ),
];

/** The folder of packages/connectors/src that a path lies in: a vendor's, or `http`. */
function folderOf(path: string): string | undefined {
  const folder = /^packages\/connectors\/src\/([^/.]+)(?:\/|$)/.exec(path)?.[1];
  return folder === 'env-slice' || folder === 'testing' ? undefined : folder;
}
