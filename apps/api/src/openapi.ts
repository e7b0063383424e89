import { createDocument } from 'zod-openapi';
import type { Addresses } from './addresses.ts';
import type { Resource } from './routes/resource.ts';

/** The OpenAPI 3.1 document, generated from the schemas that check the requests. */
export function createOpenApi(
  { prefix, publicUrl }: Addresses,
  resources: readonly Resource[],
): ReturnType<typeof createDocument> {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Ponte',
        version: '0.1.0',
        description:
          'What Ponte did, what waits for a person, and the switches. Errors are RFC 9457 problem documents.',
      },
      servers: [{ url: publicUrl ?? (prefix === '' ? '/' : prefix) }],
      security: [{ apiKey: [] }, { session: [] }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, pk_…' },
          session: { type: 'apiKey', in: 'cookie', name: 'ponte_session' },
        },
      },
      paths: Object.assign({}, ...resources.map(({ paths }) => paths)) as Resource['paths'],
    },
    {
      override: ({ jsonSchema, zodSchema, io }) => {
        if (zodSchema._zod.def.type === 'date' && io === 'output') {
          jsonSchema.type = 'string';
          jsonSchema.format = 'date-time';
        }
      },
    },
  );
}
