import type { JobSpec } from '@ponte/jobs/define';
import {
  absorbEvents,
  drainDeals,
  loadDeals,
  rereadRanges,
} from '@ponte/integrations/bitrix24-deals/jobs';
import { decideEvent } from '@ponte/integrations/bitrix24-deals/rules/decide-event';
import { RANGE_KIND } from '@ponte/integrations/bitrix24-deals/rules/range-key';
import {
  absorbHints,
  locateAddress,
  pushDeliveries,
  readObjects,
  refreshCards,
} from '@ponte/integrations/isales-fieldcontrol/jobs';
import { drainInvoices, syncStock } from '@ponte/integrations/onec-bitrix24/jobs';

/** A job that is rung with nothing but the account whose rows it shall work on. */
export type AccountJob = JobSpec<string, { account: string }>;

/** Marks of one kind, and the job that works on them. */
export interface MarkFlow {
  readonly integration: string;
  readonly dirtyKind: string;
  readonly drain: AccountJob;
}

/** How changes travel through one integration: which rows ask for which job. */
export interface Flow extends MarkFlow {
  /** Inbound events of this source … */
  readonly source: string;
  /** … of which some have a name that nobody works on: this name, else undefined … */
  readonly readEventKind: (body: string) => string | undefined;
  /** … are worked by this job, which marks records … */
  readonly absorb: AccountJob;
  /** … of this kind as dirty … */
  readonly dirtyKind: string;
  /** … which this job reads again. */
  readonly drain: AccountJob;
  /** Reads everything, while the checkpoint `load` says so; undefined where nothing is loaded. */
  readonly load: AccountJob | undefined;
}

/** One line per integration that lives on webhooks. Bling's events are stored but have no flow yet. */
export const flows: readonly Flow[] = [
  {
    integration: 'bitrix24-deals',
    source: 'bitrix24',
    readEventKind: readForeignEvent,
    absorb: absorbEvents,
    dirtyKind: 'deal',
    drain: drainDeals,
    load: loadDeals,
  },
  {
    integration: 'isales-fieldcontrol',
    source: 'fieldcontrol',
    // Events about other things are done without work.
    readEventKind: () => undefined,
    absorb: absorbHints,
    dirtyKind: 'field-object',
    drain: readObjects,
    load: undefined,
  },
];

/** Marks that other integrations leave, or a person who lets a held record go. */
export const markFlows: readonly MarkFlow[] = [
  ...flows,
  { integration: 'bitrix24-deals', dirtyKind: RANGE_KIND, drain: rereadRanges },
  { integration: 'onec-bitrix24', dirtyKind: 'invoice', drain: drainInvoices },
  { integration: 'onec-bitrix24', dirtyKind: 'stock', drain: syncStock },
  { integration: 'isales-fieldcontrol', dirtyKind: 'card', drain: refreshCards },
  { integration: 'isales-fieldcontrol', dirtyKind: 'card-replay', drain: refreshCards },
  { integration: 'isales-fieldcontrol', dirtyKind: 'place', drain: locateAddress },
  { integration: 'isales-fieldcontrol', dirtyKind: 'request', drain: pushDeliveries },
];

/** The flow of an integration's marks of one kind. */
export function findMarkFlow(integration: string, kind: string): MarkFlow | undefined {
  return markFlows.find((flow) => flow.integration === integration && flow.dirtyKind === kind);
}

function readForeignEvent(body: string): string | undefined {
  const plan = decideEvent(body, []);
  return plan.plan === 'hold' ? plan.event : undefined;
}

/** The flow that works on a source's events; undefined when nobody does yet. */
export function findFlowOfSource(source: string): Flow | undefined {
  return flows.find((flow) => flow.source === source);
}

/** The flow of an integration. */
export function findFlow(integration: string): Flow | undefined {
  return flows.find((flow) => flow.integration === integration);
}
