import express, { json, type Express } from 'express';
import { createIdentify } from './auth/identify.ts';
import { createForeignRequestGuard } from './auth/same-site.ts';
import { createBoardRoutes } from './board.ts';
import type { ApiContext } from './context.ts';
import { answerUnknown, createProblemAnswer } from './http/answer-problem.ts';
import { createRequestLog } from './http/request-log.ts';
import { giveRequestId } from './http/request-id.ts';
import { guardOwnPages } from './http/security-headers.ts';
import { createAlertsResource } from './routes/alerts.ts';
import { createApiKeysResource } from './routes/api-keys.ts';
import { createChatsResource } from './routes/chats.ts';
import { createDocsRoutes } from './routes/docs.ts';
import { createEventsResource } from './routes/events.ts';
import { createFieldcontrolResource } from './routes/fieldcontrol.ts';
import { createHealthRoutes } from './routes/health.ts';
import { createHeldResource } from './routes/held.ts';
import { createIntegrationsResource } from './routes/integrations.ts';
import { createLoadsResource } from './routes/loads.ts';
import { createLoginRoutes } from './routes/login.ts';
import { createMappingFilesResource } from './routes/mapping-files.ts';
import { createMappingResource } from './routes/mapping.ts';
import { createMetricsRoutes } from './routes/metrics.ts';
import { createPageActionRoutes } from './routes/page-actions.ts';
import { createPageRoutes } from './routes/pages.ts';
import { createRunsResource } from './routes/runs.ts';
import { createSettingsResource } from './routes/settings.ts';
import { createSetupRoutes } from './routes/setup.ts';
import { createSyncResource } from './routes/sync.ts';
import { createUsersResource } from './routes/users.ts';

/** Middleware and mounts, in the order they run. Webhooks never come here: see ingress/. */
export function createApp(context: ApiContext): Express {
  const { addresses, cookie, database, env, logger } = context;
  const resources = [
    createRunsResource(context),
    createHeldResource(context),
    createEventsResource(context),
    createIntegrationsResource(context),
    createLoadsResource(context),
    createSyncResource(context),
    createFieldcontrolResource(context),
    createMappingResource(context),
    createMappingFilesResource(context),
    createAlertsResource(context),
    createChatsResource(context),
    createSettingsResource(context),
    createUsersResource(context),
    createApiKeysResource(context),
  ];
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', env.trustProxy);

  app.use(giveRequestId, createRequestLog(logger), guardOwnPages(addresses.isHttps));
  app.use(createHealthRoutes(context));
  app.use('/assets', express.static(new URL('./web/assets', import.meta.url).pathname));
  app.use(createDocsRoutes(context, resources));

  app.use(createIdentify(database, cookie));
  app.use(createMetricsRoutes(context));
  app.use(createLoginRoutes(context), createSetupRoutes(context));
  app.use(createBoardRoutes(context));
  app.use(createPageRoutes(context), createPageActionRoutes(context));

  app.use('/api', json({ limit: '100kb', strict: true }), createForeignRequestGuard(addresses));
  for (const { router } of resources) app.use(router);

  app.use(answerUnknown);
  app.use(createProblemAnswer(addresses, logger));
  return app;
}
