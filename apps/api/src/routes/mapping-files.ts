import { raw, Router } from 'express';
import { exportMappings, importMappings } from '@ponte/operations/mapping-files';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { HttpProblem } from '../http/problems.ts';
import { readQuery } from '../http/read-input.ts';
import { mappingFilePaths } from './mapping-paths.ts';
import { importQuery, stateQuery } from './mapping-schemas.ts';
import type { Resource } from './resource.ts';

const account = 'default';
const LARGEST = '20mb';
const exportQuery = z.strictObject({ state: stateQuery });
/** What browsers and spreadsheets call such a file. */
const TYPES = ['text/csv', 'text/plain', 'application/vnd.ms-excel', 'application/octet-stream'];

/** The mapping as a file for a spreadsheet, out and in. */
export function createMappingFilesResource({ ports }: ApiContext): Resource {
  const router = Router();
  router.get('/api/mapping/products.csv', async (request, response) => {
    requireCaller(request, 'viewer');
    const { state } = readQuery(request, exportQuery);
    const text = await exportMappings(ports, {
      account,
      ...(state === 'all' ? {} : { state }),
    });
    response.type('text/csv; charset=utf-8').attachment('ponte-product-mapping.csv').send(text);
  });
  router.post(
    '/api/mapping/products/import',
    (request, _response, next) => {
      // Before the body is read: nobody without the right makes us take twenty megabytes.
      requireCaller(request, 'operator');
      next();
    },
    raw({ type: TYPES, limit: LARGEST }),
    async (request, response) => {
      const by = actorOf(requireCaller(request, 'operator'));
      const { dryRun } = readQuery(request, importQuery);
      const bytes: unknown = request.body;
      if (!Buffer.isBuffer(bytes)) {
        throw new HttpProblem(
          'wrong-content-type',
          'Send the file itself with Content-Type: text/csv, in UTF-8 or Windows-1251.',
        );
      }
      const asked = { account, bytes, isDryRun: dryRun === 'true' };
      response.json(await importMappings(ports, asked, { by }));
    },
  );
  return { router, paths: mappingFilePaths };
}
