import { Router } from 'express';
import { findSetting, listSettings, removeSetting, setSetting } from '@ponte/db/settings';
import { findSettingSpec, settingSpecs, type SettingSpec } from '@ponte/integrations/settings';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { HttpProblem } from '../http/problems.ts';
import { readBody, readParams } from '../http/read-input.ts';
import { answers, jsonBody, reason, slug, type Resource } from './resource.ts';

const slugPath = z.object({ slug });
const keyPath = z.object({ slug, key: z.string().regex(/^[A-Za-z][\w-]{0,60}$/) });
const putBody = z.strictObject({ value: z.json(), reason: reason.optional() });
const setting = z
  .object({
    key: z.string(),
    purpose: z.string(),
    value: z.unknown(),
    isDefault: z.boolean(),
    updatedAt: z.date().nullable(),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'Setting' });
const settingsPage = z.object({ integration: z.string(), settings: z.array(setting) });

/** Business settings: rows, each checked by its integration's schema. */
export function createSettingsResource({ database: { pool } }: ApiContext): Resource {
  const router = Router();
  router.get('/api/settings/:slug', async (request, response) => {
    requireCaller(request, 'viewer');
    const { slug: integration } = readParams(request, slugPath);
    const specs = settingSpecs[integration];
    if (specs === undefined)
      throw new HttpProblem('not-found', `There is no integration "${integration}".`);
    const rows = await listSettings(pool, integration);
    const settings = specs.map((spec) =>
      toSetting(
        spec,
        rows.find(({ key }) => key === spec.key),
      ),
    );
    response.json({ integration, settings } satisfies z.input<typeof settingsPage>);
  });
  router.get('/api/settings/:slug/:key', async (request, response) => {
    requireCaller(request, 'viewer');
    const { slug: integration, key } = readParams(request, keyPath);
    const spec = getSpec(integration, key);
    response.json(toSetting(spec, await findSetting(pool, { integration, key })));
  });
  router.put('/api/settings/:slug/:key', async (request, response) => {
    const by = actorOf(requireCaller(request, 'admin'));
    const { slug: integration, key } = readParams(request, keyPath);
    const spec = getSpec(integration, key);
    const body = readBody(request, putBody);
    const value = z.json().parse(checkValue(spec, body.value));
    await setSetting(pool, { integration, key, value, by, reason: body.reason ?? null });
    response.json(toSetting(spec, await findSetting(pool, { integration, key })));
  });
  router.delete('/api/settings/:slug/:key', async (request, response) => {
    const by = actorOf(requireCaller(request, 'admin'));
    const { slug: integration, key } = readParams(request, keyPath);
    const spec = getSpec(integration, key);
    await removeSetting(pool, { integration, key, by });
    response.json(toSetting(spec, undefined));
  });
  return { router, paths };
}

function getSpec(integration: string, key: string): SettingSpec {
  const spec = findSettingSpec(integration, key);
  if (spec !== undefined) return spec;
  const known = Object.entries(settingSpecs).flatMap(([of, specs]) =>
    specs.map((each) => `${of}/${each.key}`),
  );
  throw new HttpProblem(
    'not-found',
    `There is no setting ${integration}/${key}. There are: ${known.join(', ')}.`,
  );
}

function checkValue(spec: SettingSpec, value: unknown): unknown {
  const checked = spec.schema.safeParse(value);
  if (checked.success) return checked.data;
  const errors = checked.error.issues.map(({ path, message }) => ({
    pointer: ['/value', ...path.map(String)].join('/'),
    detail: message,
  }));
  const words = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  throw new HttpProblem('invalid-input', words, errors);
}

function toSetting(
  { key, purpose, fallback }: SettingSpec,
  row: { value: unknown; updatedAt: Date; updatedBy: string } | undefined,
): z.input<typeof setting> {
  return {
    key,
    purpose,
    value: row === undefined ? fallback : row.value,
    isDefault: row === undefined,
    updatedAt: row?.updatedAt ?? null,
    updatedBy: row?.updatedBy ?? null,
  };
}

const paths: Resource['paths'] = {
  '/api/settings/{slug}': {
    get: {
      summary: 'All settings of an integration',
      tags: ['Settings'],
      requestParams: { path: slugPath },
      responses: answers(settingsPage),
    },
  },
  '/api/settings/{slug}/{key}': {
    get: {
      summary: 'One setting',
      tags: ['Settings'],
      requestParams: { path: keyPath },
      responses: answers(setting),
    },
    put: {
      summary: 'Change a setting',
      description: 'Needs the role admin. The value is checked by the integration.',
      tags: ['Settings'],
      requestParams: { path: keyPath },
      requestBody: jsonBody(putBody),
      responses: answers(setting),
    },
    delete: {
      summary: 'Go back to the default',
      description: 'Needs the role admin.',
      tags: ['Settings'],
      requestParams: { path: keyPath },
      responses: answers(setting),
    },
  },
};
