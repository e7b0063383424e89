import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import express, { Router } from 'express';
import type { ApiContext } from '../context.ts';
import { guardForeignPages } from '../http/security-headers.ts';
import { createOpenApi } from '../openapi.ts';
import { renderDocsPage } from '../web/docs-page.ts';
import type { Resource } from './resource.ts';

const SWAGGER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** The API's documentation, served whole from here: no CDN, no fonts from elsewhere. */
export function createDocsRoutes(
  { addresses }: ApiContext,
  resources: readonly Resource[],
): Router {
  const router = Router();
  const document = createOpenApi(addresses, resources);
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const page = renderDocsPage(addresses);
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  router.get('/docs', guardForeignPages(), (_request, response) => {
    response.type('html').send(page);
  });
  for (const file of SWAGGER_FILES) {
    const text = readFileSync(join(folder, file), 'utf8');
    router.get(`/docs/${file}`, (_request, response) => {
      response.set('Cache-Control', 'public, max-age=86400').type(file).send(text);
    });
  }
  router.use('/docs', express.static(new URL('../web/docs-assets', import.meta.url).pathname));
  return router;
}
