import { importLaw, isOfPackage } from './imports.ts';
import { testFiles, type Law } from './law.ts';

/** Libraries that one place only may know, so that replacing them is the work of one place. */
export const ownedLibraries: readonly Law[] = [
  importLaw(
    {
      id: 'only-jobs-takes-bullmq',
      // The bench measures our runtime against a bare BullMQ worker; that baseline is its own code.
      ignores: ['packages/jobs/src/**', 'apps/demo/src/bench/**'],
    },
    ({ source }) =>
      isOfPackage(source, 'bullmq')
        ? 'Only packages/jobs knows BullMQ: declare work with @ponte/jobs/define and ring it with @ponte/jobs/ring.'
        : undefined,
  ),
  importLaw(
    { id: 'only-http-takes-transport', ignores: ['packages/connectors/src/http/**'] },
    ({ source }) =>
      isOfPackage(source, 'axios', 'axios-retry', 'bottleneck')
        ? 'Only packages/connectors/src/http knows the transport: build an operation on @ponte/connectors/http.'
        : undefined,
  ),
  importLaw({ id: 'only-db-takes-prisma', ignores: ['packages/db/**'] }, ({ source }) =>
    isOfPackage(source, 'prisma', '@prisma') || source.includes('db/src/generated')
      ? 'Only packages/db knows Prisma: use a repository of @ponte/db, or add one.'
      : undefined,
  ),
  importLaw(
    {
      id: 'only-keepers-take-pg',
      // The queue's PostgreSQL backend, the servers of tests and the bench's baseline speak to it themselves.
      ignores: [
        ...testFiles,
        'packages/db/src/**',
        'packages/jobs/src/**',
        'packages/servers/src/**',
        'apps/demo/**',
      ],
    },
    ({ source }) =>
      isOfPackage(source, 'pg')
        ? 'Rows are read and written by the repositories of @ponte/db: use one, or add one.'
        : undefined,
  ),
];
